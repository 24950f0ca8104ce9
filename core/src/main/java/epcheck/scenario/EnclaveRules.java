package epcheck.scenario;

import epcheck.scenario.Draft.DraftEnclave;
import epcheck.scenario.Draft.DraftPage;
import epcheck.scenario.Draft.DraftProcess;
import epcheck.scenario.Draft.DraftTask;
import epcheck.scenario.Scenario.Stage;
import epcheck.scenario.Scenario.State;
import epcheck.sgx.PageType;

/** Refuses enclaves that the driver cannot have. */
final class EnclaveRules {
  private final Draft draft;
  private final Mistakes mistakes;
  private final Possible possible;

  EnclaveRules(Draft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
    possible = new Possible(draft);
  }

  void check() {
    draft.enclaves.values().forEach(this::enclave);
  }

  private void enclave(DraftEnclave enclave) {
    String name = enclave.name.value();
    enclave.pages.forEach(page -> page(enclave, page));
    boolean held =
        draft.processes.values().stream()
            .anyMatch(p -> possible.maps(p, name) || possible.hasOpen(p, name));
    if (!held && draft.knowsProcesses) {
      mistakes.add(
          enclave.name,
          "no process maps or opens enclave " + name + ": it would have been released",
          "let a process have maps: [" + name + "] or opens: [" + name + "]");
    }
  }

  private void page(DraftEnclave enclave, DraftPage page) {
    String name = enclave.name.value();
    if (page.state != State.ABSENT && enclave.stage == Stage.OPENED) {
      mistakes.add(
          page.at,
          page.what + " is there, but " + name + " is not created",
          "write absent for each of its pages");
    } else if (page.state.isInEpc()
        && enclave.secs != null
        && enclave.secs.state == State.SWAPPED) {
      mistakes.add(
          page.at,
          page.what + " is resident, but " + name + "'s SECS is swapped out",
          "the SECS goes after the last page and comes back before the first: write secs:"
              + " resident");
    }
    if (page.type == PageType.TRIM && enclave.stage != Stage.INITIALIZED) {
      mistakes.add(
          page.at,
          page.what + " is trimmed, but " + name + " is not initialized",
          "the ioctl that trims asks for that: leave initialized: false out");
    }
    if (page.state == State.ISOLATED && draft.knowsTasks) {
      isolated(page);
    }
  }

  private void isolated(DraftPage page) {
    DraftTask task = draft.tasks.get(page.isolatedBy);
    if (task == null) {
      mistakes.add(
          page.at,
          page.what + " is isolated by an unknown task '" + page.isolatedBy + "'",
          Spelling.hint(page.isolatedBy, draft.tasks.keySet()));
    } else if (isChild(task)) {
      mistakes.add(
          page.at,
          page.what + " is isolated by " + page.isolatedBy + ", which is forked only later",
          "let a task isolate it that is there from the start");
    } else if (task.understood && task.calls.get(0).value().verb() != Verb.RECLAIM) {
      mistakes.add(
          page.at,
          page.what + " is isolated by " + page.isolatedBy + ", whose first call is not reclaim",
          "a task that has pages isolated is in sgx_reclaim_pages() as it starts: let it call"
              + " reclaim first");
    }
  }

  private boolean isChild(DraftTask task) {
    DraftProcess process = task.process == null ? null : draft.processes.get(task.process.value());
    return process != null && process.forkedBy != null;
  }
}
