package epcheck.scenario;

import epcheck.scenario.Call.Pages;
import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftEnclave;
import epcheck.scenario.Draft.DraftProcess;
import epcheck.scenario.Draft.DraftTask;
import epcheck.scenario.Scenario.Stage;
import epcheck.scenario.Verb.Caller;

/**
 * Refuses calls that fail in every interleaving, and would show nothing. {@link OrderRules} looks
 * at what a task has called before.
 */
final class CallRules {
  private final Draft draft;
  private final Mistakes mistakes;
  private final Known known;
  private final Possible possible;
  private final AdministratorRules administrator;

  CallRules(Draft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
    known = new Known(draft, mistakes);
    possible = new Possible(draft);
    administrator = new AdministratorRules(draft, mistakes);
  }

  void check() {
    for (DraftTask task : draft.tasks.values()) {
      DraftProcess process = process(task);
      for (At<Call> at : task.calls) {
        String of = "task " + task.name.value() + ": ";
        if (operandsExist(of, at) && caller(task, process, at)) {
          enclave(of, at);
          other(of, process, at);
          administrator.check(of, at);
        }
      }
    }
  }

  private DraftProcess process(DraftTask task) {
    if (task.process == null) {
      return null;
    }
    if (task.name.value().equals("ksgxd")) {
      mistakes.add(
          task.process.at(), "ksgxd is a kernel thread and has no process", "leave process out");
    }
    return known.process("task " + task.name.value() + ": ", task.process);
  }

  private boolean operandsExist(String of, At<Call> at) {
    Call call = at.value();
    boolean exist = true;
    if (call.pages() != null) {
      boolean vepc = call.verb().operands().stream().anyMatch(Operand::isVepc);
      exist =
          vepc
              ? known.isVepc(of, call.pages(), at.at())
              : known.arePages(of, call.pages(), at.at());
    }
    if (call.process() != null) {
      exist &= known.process(of, new At<>(call.process(), at.at())) != null;
    }
    return exist;
  }

  // ---- who calls

  private boolean caller(DraftTask task, DraftProcess process, At<Call> at) {
    Caller needed = at.value().verb().caller();
    if (needed == Caller.ANYBODY) {
      return true;
    }
    Pages pages = at.value().pages();
    if (task.process == null) {
      notInKernel(task, at, needed == Caller.THREAD ? null : pages);
      return false;
    }
    if (process == null) {
      return false;
    }
    String name = process.name.value();
    String of = "task " + task.name.value() + ": process " + name;
    if (needed == Caller.MAPPER && !possible.maps(process, pages.of())) {
      mistakes.add(
          at.at(), of + " does not map " + pages.of(), "add " + pages.of() + " to its maps");
      return false;
    }
    if (needed == Caller.HOLDER && !possible.hasOpen(process, pages.of())) {
      mistakes.add(
          at.at(),
          of + " does not have " + pages.of() + " open",
          "add " + pages.of() + " to its opens");
      return false;
    }
    return true;
  }

  private void notInKernel(DraftTask task, At<Call> at, Pages pages) {
    String candidates =
        String.join(
            " or ",
            draft.processes.values().stream()
                .filter(
                    p ->
                        pages == null
                            || possible.maps(p, pages.of())
                            || possible.hasOpen(p, pages.of()))
                .map(p -> p.name.value())
                .toList());
    mistakes.add(
        at.at(),
        "task %s has no process, so it cannot %s"
            .formatted(task.name.value(), ((YamlNode.Text) at.at()).value().strip()),
        "write {process: %s, calls: [...]}".formatted(candidates.isEmpty() ? "P" : candidates));
  }

  // ---- the state that the enclave may be in

  private void enclave(String of, At<Call> at) {
    Call call = at.value();
    DraftEnclave enclave = call.pages() == null ? null : draft.enclaves.get(call.pages().of());
    if (enclave == null) {
      return;
    }
    String name = enclave.name.value();
    switch (call.verb()) {
      case CREATE -> {
        if (enclave.stage != Stage.OPENED) {
          mistakes.add(
              at.at(), of + "enclave " + name + " is created already", "write created: false");
        }
      }
      case ADD, INIT -> {
        if (enclave.stage == Stage.INITIALIZED) {
          mistakes.add(
              at.at(),
              of + "enclave " + name + " is initialized already",
              call.verb() == Verb.INIT
                  ? "write initialized: false"
                  : "write initialized: false; later on pages are added by access");
        } else {
          needsCreated(of, enclave, at);
        }
      }
      case ACCESS -> exist(of, enclave, at);
      case RUN, ACCEPT, RESTRICT, MODIFY, REMOVE, PEEK -> {
        if (needsInitialized(of, enclave, at) && exist(of, enclave, at)) {
          trimmed(of, enclave, at);
        }
      }
      case WRITE_BACK, DROP_CLEAN -> needsCreated(of, enclave, at);
      case MEMORY_FAILURE -> {
        if (!enclave.pages.get(call.pages().first()).state.isInEpc()) {
          mistakes.add(
              at.at(),
              of + call.pages() + " has no EPC page as the scenario begins",
              "name an EPC page by its number: memory-failure 0");
        }
      }
      default -> {}
    }
  }

  private boolean needsCreated(String of, DraftEnclave enclave, At<Call> at) {
    if (possible.created(enclave)) {
      return true;
    }
    String name = enclave.name.value();
    mistakes.add(
        at.at(),
        of + "enclave " + name + " is not created, and nobody creates it",
        "let a task call create " + name + ", or leave created: false out");
    return false;
  }

  private boolean needsInitialized(String of, DraftEnclave enclave, At<Call> at) {
    if (possible.initialized(enclave)) {
      return true;
    }
    String name = enclave.name.value();
    mistakes.add(
        at.at(),
        of + "enclave " + name + " is not initialized, and nobody initializes it",
        "let a task call init " + name + ", or leave initialized: false out");
    return false;
  }

  private boolean exist(String of, DraftEnclave enclave, At<Call> at) {
    Pages pages = at.value().pages();
    for (int i = pages.first(); i < pages.first() + pages.count(enclave.pages.size()); i++) {
      if (!possible.exists(enclave, i)) {
        String page = pages.of() + "/" + i;
        mistakes.add(
            at.at(),
            of + "page " + page + " is absent, and nobody adds it",
            possible.initialized(enclave)
                ? "let a task access it, which adds it, or make it resident or swapped"
                : "let a task call add " + page + ", or make it resident or swapped");
        return false;
      }
    }
    return true;
  }

  private void trimmed(String of, DraftEnclave enclave, At<Call> at) {
    Pages pages = at.value().pages();
    if (at.value().verb() != Verb.REMOVE) {
      return;
    }
    for (int i = pages.first(); i < pages.first() + pages.count(enclave.pages.size()); i++) {
      if (!possible.trimmed(enclave, i)) {
        String page = pages.of() + "/" + i;
        mistakes.add(
            at.at(),
            of + "page " + page + " is not trimmed, and nobody trims it: it cannot be removed",
            "write trimmed, or call modify " + page + " trim and accept " + page + " first");
        return;
      }
    }
  }

  // ---- calls on something else

  private void other(String of, DraftProcess process, At<Call> at) {
    Call call = at.value();
    switch (call.verb()) {
      case PEEK -> peek(of, process, at);
      case FORK -> {
        At<String> parent = draft.processes.get(call.process()).forkedBy;
        boolean parentExists = parent == null || draft.processes.containsKey(parent.value());
        if (parentExists && (parent == null || !parent.value().equals(process.name.value()))) {
          String child = call.process();
          mistakes.add(
              at.at(),
              of + "process " + child + " is no child of " + process.name.value(),
              "write " + child + ": {forked by: " + process.name.value() + "}");
        }
      }
      case MEMORY_BACK -> {
        if (!possible.calls(c -> c.verb() == Verb.OUT_OF_MEMORY)) {
          mistakes.add(
              at.at(),
              of + "memory is back, but it never runs out",
              "let a task call out-of-memory");
        }
      }
      case MEMORY_FAILURE -> {
        int pages =
            draft.epc == null
                ? Integer.MAX_VALUE
                : draft.epc.value().stream().mapToInt(Integer::intValue).sum();
        if (call.number() >= pages) {
          mistakes.add(
              at.at(),
              of + "there is no EPC page " + call.number(),
              "EPC pages go from 0 to " + (pages - 1));
        }
      }
      case VEPC_FAULT -> {
        String vepc = call.pages().of();
        if (process.maps.stream().noneMatch(item -> item.value().equals(vepc))) {
          mistakes.add(
              at.at(),
              of + "process " + process.name.value() + " does not map " + vepc,
              "add " + vepc + " to its maps");
        }
      }
      default -> {}
    }
  }

  private void peek(String of, DraftProcess tracer, At<Call> at) {
    Call call = at.value();
    String enclave = call.pages().of();
    DraftProcess target = draft.processes.get(call.process());
    if (target == tracer) {
      mistakes.add(
          at.at(),
          of + "process " + call.process() + " cannot trace itself",
          "let a task of another process look into it");
    } else if (!possible.maps(target, enclave)) {
      mistakes.add(
          at.at(),
          of + "process " + call.process() + " does not map " + enclave,
          "add " + enclave + " to its maps");
    } else if (!draft.enclaves.get(enclave).debug) {
      mistakes.add(
          at.at(),
          of + "enclave " + enclave + " is not a debug enclave, so nobody can look into it",
          "write debug: true");
    }
  }
}
