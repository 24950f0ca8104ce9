package epcheck.scenario;

import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftEnclave;
import epcheck.scenario.Draft.DraftProcess;
import epcheck.scenario.Draft.DraftTask;
import epcheck.scenario.Scenario.Stage;
import epcheck.scenario.Scenario.State;
import epcheck.sgx.PageType;
import java.util.List;
import java.util.function.Predicate;

/**
 * What may be so at some time, in one interleaving or another. Of what was not understood all is
 * possible, so that one mistake does not make others.
 */
final class Possible {
  private final Draft draft;

  Possible(Draft draft) {
    this.draft = draft;
  }

  /** Whether some task makes such a call. */
  boolean calls(Predicate<Call> which) {
    return !draft.knowsTasks || draft.tasks.values().stream().anyMatch(task -> calls(task, which));
  }

  private static boolean calls(DraftTask task, Predicate<Call> which) {
    return !task.understood || task.calls.stream().map(At::value).anyMatch(which);
  }

  private boolean threadCalls(DraftProcess process, Predicate<Call> which) {
    return !draft.knowsTasks
        || draft.threadsOf(process.name.value()).anyMatch(task -> calls(task, which));
  }

  boolean maps(DraftProcess process, String enclave) {
    return maps(process, enclave, draft.processes.size());
  }

  /**
   * @param generations how many ancestors it can have
   */
  private boolean maps(DraftProcess process, String enclave, int generations) {
    DraftProcess parent = parentOf(process);
    return !process.knowsEnclaves
        || has(process.maps, enclave)
        || threadCalls(process, call -> call.is(Verb.MMAP, enclave))
        || process.forkedBy != null
            && (parent == null || generations == 0 || maps(parent, enclave, generations - 1));
  }

  boolean hasOpen(DraftProcess process, String enclave) {
    return hasOpen(process, enclave, draft.processes.size());
  }

  private boolean hasOpen(DraftProcess process, String enclave, int generations) {
    DraftProcess parent = parentOf(process);
    return !process.knowsEnclaves
        || has(process.opens, enclave)
        || process.forkedBy != null
            && (parent == null || generations == 0 || hasOpen(parent, enclave, generations - 1));
  }

  private DraftProcess parentOf(DraftProcess process) {
    return process.forkedBy == null ? null : draft.processes.get(process.forkedBy.value());
  }

  private static boolean has(List<At<String>> list, String enclave) {
    return list.stream().anyMatch(item -> item.value().equals(enclave));
  }

  boolean created(DraftEnclave enclave) {
    return enclave.stage != Stage.OPENED
        || calls(call -> call.is(Verb.CREATE, enclave.name.value()));
  }

  boolean initialized(DraftEnclave enclave) {
    return enclave.stage == Stage.INITIALIZED
        || calls(call -> call.is(Verb.INIT, enclave.name.value()));
  }

  /** Whether ADD_PAGES, or a fault on what is not there, may make the page. */
  boolean exists(DraftEnclave enclave, int index) {
    String name = enclave.name.value();
    return enclave.pages.get(index) == null
        || enclave.pages.get(index).state != State.ABSENT
        || calls(call -> call.is(Verb.ADD, name) && call.pages().contains(index))
        || initialized(enclave) && calls(call -> faults(call, name, index));
  }

  private static boolean faults(Call call, String enclave, int index) {
    return (call.is(Verb.ACCESS, enclave) || call.is(Verb.RUN, enclave))
        && call.pages().contains(index);
  }

  /** Whether REMOVE_PAGES may find the page trimmed. */
  boolean trimmed(DraftEnclave enclave, int index) {
    String name = enclave.name.value();
    return enclave.pages.get(index) == null
        || enclave.pages.get(index).type == PageType.TRIM
        || calls(
            call ->
                call.is(Verb.MODIFY, name)
                    && call.number() == PageType.TRIM
                    && call.pages().contains(index));
  }
}
