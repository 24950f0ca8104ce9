package epcheck.scenario;

import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftPage;
import epcheck.scenario.Draft.DraftProcess;
import epcheck.scenario.Scenario.PageRef;
import epcheck.scenario.Scenario.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Refuses processes that cannot be: with page table entries of nothing, or without a parent. */
final class ProcessRules {
  private final Draft draft;
  private final Mistakes mistakes;
  private final Known known;
  private final Possible possible;

  ProcessRules(Draft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
    known = new Known(draft, mistakes);
    possible = new Possible(draft);
  }

  void check() {
    draft.processes.values().forEach(this::process);
    draft.processes.values().stream().filter(p -> p.forkedBy != null).forEach(this::child);
  }

  private void process(DraftProcess process) {
    String of = "process " + process.name.value() + ": ";
    for (At<String> name : process.maps) {
      boolean vepc = draft.vepcs.containsKey(name.value());
      process.knowsEnclaves &= vepc || known.isEnclave(of, name.value(), name.at());
    }
    for (At<String> name : process.opens) {
      process.knowsEnclaves &= known.isEnclave(of, name.value(), name.at());
    }
    Map<PageRef, String> ptes = new HashMap<>();
    process.present.forEach(page -> pte(process, page, "present", ptes));
    process.young.forEach(page -> pte(process, page, "young", ptes));
  }

  private void pte(DraftProcess process, At<PageRef> at, String list, Map<PageRef, String> ptes) {
    String of = "process " + process.name.value() + ": ";
    PageRef page = at.value();
    String other = ptes.putIfAbsent(page, list);
    if (other != null) {
      mistakes.add(
          at.at(),
          of
              + "the PTE of "
              + page
              + (other.equals(list)
                  ? " is in " + list + " twice"
                  : " is in " + other + " and in " + list),
          other.equals(list)
              ? "name it once"
              : "young ones are present as well: name it in young only");
      return;
    }
    DraftPage target = known.page(of, page.enclave(), page.index(), at.at());
    if (target == null) {
      return;
    }
    if (process.knowsEnclaves
        && process.maps.stream().noneMatch(item -> item.value().equals(page.enclave()))) {
      mistakes.add(
          at.at(),
          of + "a PTE of " + page + ", but the process does not map " + page.enclave(),
          "add " + page.enclave() + " to its maps");
    } else if (!target.state.isInEpc()) {
      mistakes.add(
          at.at(),
          of
              + "a PTE of "
              + page
              + (target.state == State.SWAPPED ? ", which is swapped out" : ", which is absent"),
          "make the page resident, or leave the PTE out");
    }
  }

  private void child(DraftProcess child) {
    String name = child.name.value();
    DraftProcess parent = known.process("process " + name + ": ", child.forkedBy);
    if (parent == null) {
      return;
    }
    DraftProcess ancestor = parent;
    for (int i = 0; i <= draft.processes.size() && ancestor != null; i++) {
      if (ancestor == child) {
        mistakes.add(
            child.forkedBy.at(),
            "process " + name + " is its own ancestor",
            "let a process that is there from the start fork it");
        return;
      }
      ancestor = ancestor.forkedBy == null ? null : draft.processes.get(ancestor.forkedBy.value());
    }
    if (!possible.calls(call -> call.verb() == Verb.FORK && call.process().equals(name))) {
      mistakes.add(
          child.forkedBy.at(),
          "process " + name + " is never forked",
          "let a task of " + parent.name.value() + " call fork " + name);
    }
    List<At<Call>> forks =
        draft.tasks.values().stream()
            .flatMap(task -> task.calls.stream())
            .filter(at -> at.value().verb() == Verb.FORK && at.value().process().equals(name))
            .toList();
    forks.forEach(fork -> thread(parent, child, fork));
    for (At<Call> second : forks.subList(Math.min(1, forks.size()), forks.size())) {
      mistakes.add(
          second.at(),
          "process " + name + " is forked twice",
          "it is so in line "
              + forks.get(0).at().line()
              + " already: add a process for another child");
    }
  }

  /** What the child has must be known as it is forked; and it has one thread. */
  private void thread(DraftProcess parent, DraftProcess child, At<Call> fork) {
    String name = child.name.value();
    draft
        .threadsOf(name)
        .skip(1)
        .forEach(
            task ->
                mistakes.add(
                    task.name,
                    "task %s is a second thread of process %s, which is forked"
                        .formatted(task.name.value(), name),
                    "let one task make all of its calls"));
    draft
        .threadsOf(parent.name.value())
        .filter(task -> !task.calls.contains(fork))
        .flatMap(task -> task.calls.stream())
        .filter(at -> at.value().verb() == Verb.CLOSE)
        .forEach(
            at ->
                mistakes.add(
                    at.at(),
                    "process %s closes a descriptor in one thread and forks in another"
                        .formatted(parent.name.value()),
                    "let the thread that forks close it, so that it is known what "
                        + name
                        + " has"));
  }
}
