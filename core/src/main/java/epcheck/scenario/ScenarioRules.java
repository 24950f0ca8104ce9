package epcheck.scenario;

import epcheck.explore.Explorer;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftSometimes;
import epcheck.scenario.Draft.DraftTask;
import java.util.List;

/** Refuses states that the driver cannot get into, and calls that a task cannot make. */
final class ScenarioRules {
  /** What the explorer can have, kworkers included. */
  private static final int MOST_TASKS = Explorer.MAX_TASKS;

  private final Draft draft;
  private final Mistakes mistakes;
  private final Known known;

  ScenarioRules(Draft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
    known = new Known(draft, mistakes);
  }

  void check() {
    draft.revisions.forEach(this::revision);
    new ProcessRules(draft, mistakes).check();
    new EnclaveRules(draft, mistakes).check();
    new CallRules(draft, mistakes).check();
    new OrderRules(draft, mistakes).check();
    draft.sometimes.forEach(this::sometimes);
    ksgxd();
    if (mistakes.none()) {
      number();
    }
  }

  /** Whether the revision has what the calls are made on. */
  private void revision(At<String> meant) {
    Revision revision = Revisions.named(meant.value()).orElseThrow();
    for (DraftTask task : draft.tasks.values()) {
      for (At<Call> call : task.calls) {
        if (Requirements.missing(call.value(), revision).isPresent()) {
          mistakes.add(
              meant.at(),
              "revision %s has no %s, but task %s %s in line %d"
                  .formatted(
                      meant.value(),
                      call.value().verb() == Verb.OOM ? "OOM killer" : "EPC cgroups",
                      task.name.value(),
                      call.value().verb() == Verb.OOM ? "calls it" : "asks for one",
                      call.at().line()),
              "leave " + meant.value() + " out, or the call");
          return;
        }
      }
    }
  }

  private void sometimes(DraftSometimes sometimes) {
    YamlNode at = sometimes.event().at();
    if (sometimes.on() != null) {
      known.arePages("sometimes: ", sometimes.on(), at);
    }
    for (String name : sometimes.revisions()) {
      if (sometimes.kind().needsOomKiller()
          && !Revisions.named(name).orElseThrow().hasOomKiller()) {
        mistakes.add(
            at,
            "sometimes: revision " + name + " has no OOM killer, so nothing is killed",
            "leave it out");
      }
    }
  }

  /** With watermarks allocations wake ksgxd, and it is no task of the scenario. */
  private void ksgxd() {
    DraftTask task = draft.tasks.get("ksgxd");
    if (task != null && draft.watermarks != null) {
      mistakes.add(
          task.name,
          "ksgxd is woken by allocations, as the watermarks say",
          "leave the task out, or the watermarks");
    }
  }

  private void number() {
    int kworkers = Demand.kworkers(draft.scenario());
    int tasks = draft.tasks.size();
    if (tasks + kworkers > MOST_TASKS) {
      mistakes.add(
          List.copyOf(draft.tasks.values()).get(Math.max(0, MOST_TASKS - kworkers)).name,
          "%d tasks, and those in the kernel for processes, enclaves, mappings and cgroups, make %d"
              .formatted(tasks, tasks + kworkers),
          "have at most " + MOST_TASKS);
    }
  }
}
