package epcheck.scenario;

import epcheck.revision.Revision;
import epcheck.scenario.Scenario.Call;
import java.util.Optional;

/** What a scenario needs of a revision. */
public final class Requirements {
  private Requirements() {}

  /** Why the scenario cannot run on the revision, in a sentence; empty if it can. */
  public static Optional<String> unmet(Scenario scenario, Revision revision) {
    boolean ooms =
        scenario.tasks().stream()
            .flatMap(task -> task.calls().stream())
            .anyMatch(call -> call instanceof Call.Oom);
    return ooms && !revision.hasOomKiller()
        ? Optional.of(
            "scenario %s calls the OOM killer, which revision %s does not have"
                .formatted(scenario.name(), revision.name()))
        : Optional.empty();
  }

  /** Whether the scenario is to be run on the revision unless the user says otherwise. */
  public static boolean isMeantFor(Scenario scenario, Revision revision) {
    return (scenario.revisions().isEmpty() || scenario.revisions().contains(revision.name()))
        && unmet(scenario, revision).isEmpty();
  }
}
