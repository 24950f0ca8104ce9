package epcheck.scenario;

import epcheck.revision.Revision;
import java.util.Optional;

/** What a scenario needs of a revision. */
public final class Requirements {
  private Requirements() {}

  /** Why the scenario cannot run on the revision, in a sentence; empty if it can. */
  public static Optional<String> unmet(Scenario scenario, Revision revision) {
    return scenario.tasks().stream()
        .flatMap(task -> task.calls().stream())
        .flatMap(call -> missing(call, revision).stream())
        .findFirst()
        .map(
            missing ->
                "scenario %s %s, which revision %s does not have"
                    .formatted(scenario.name(), missing, revision.name()));
  }

  /** For example {@code calls the OOM killer}, if there is none for the call. */
  static Optional<String> missing(Call call, Revision revision) {
    return switch (call.verb()) {
      case OOM -> only(!revision.hasOomKiller(), "calls the OOM killer");
      case WORKER -> only(!revision.hasCgroups(), "runs the worker of a cgroup");
      case MAX -> only(!revision.hasCgroups(), "sets the limit of an EPC cgroup");
      case RMDIR -> only(!revision.hasCgroups(), "removes an EPC cgroup");
      case MIGRATE -> only(!revision.hasCgroups(), "moves a process into an EPC cgroup");
      default -> Optional.empty();
    };
  }

  private static Optional<String> only(boolean condition, String text) {
    return condition ? Optional.of(text) : Optional.empty();
  }

  /** Whether the scenario is to be run on the revision unless the user says otherwise. */
  public static boolean isMeantFor(Scenario scenario, Revision revision) {
    return (scenario.revisions().isEmpty() || scenario.revisions().contains(revision.scenariosOf()))
        && unmet(scenario, revision).isEmpty();
  }
}
