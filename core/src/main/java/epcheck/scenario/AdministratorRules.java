package epcheck.scenario;

import epcheck.scenario.Draft.At;
import epcheck.scenario.Draft.DraftCgroup;
import epcheck.scenario.Draft.DraftProcess;

/** Refuses what cannot be done to a cgroup. */
final class AdministratorRules {
  private final Draft draft;
  private final Mistakes mistakes;
  private final Possible possible;

  AdministratorRules(Draft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
    possible = new Possible(draft);
  }

  void check(String of, At<Call> at) {
    Verb verb = at.value().verb();
    String cgroup = at.value().cgroup();
    if (verb == Verb.MAX && cgroup.equals(Scenario.ROOT)) {
      mistakes.add(at.at(), of + "root has no misc.max", "name a cgroup below root");
    } else if (verb == Verb.RMDIR && cgroup.equals(Scenario.ROOT)) {
      mistakes.add(at.at(), of + "root cannot be removed", "name a cgroup below root");
    } else if (verb == Verb.RMDIR) {
      rmdir(of, at, cgroup);
    } else if (verb == Verb.MIGRATE
        && draft.tasks.values().stream()
            .flatMap(task -> task.calls.stream())
            .map(At::value)
            .anyMatch(c -> c.verb() == Verb.RMDIR && c.cgroup().equals(cgroup))) {
      mistakes.add(
          at.at(),
          of + "cgroup " + cgroup + " is removed by this scenario",
          "a move into a cgroup that goes is not modelled: move it elsewhere");
    }
  }

  /** A cgroup with children, or with processes, is busy. */
  private void rmdir(String of, At<Call> at, String cgroup) {
    for (DraftCgroup child : draft.cgroups.values()) {
      String name = child.name.value();
      if (child.parent.equals(cgroup)
          && !possible.calls(c -> c.verb() == Verb.RMDIR && c.cgroup().equals(name))) {
        mistakes.add(
            at.at(),
            of + "cgroup " + cgroup + " has a child, " + name + ", that nobody removes",
            "remove " + name + " first");
        return;
      }
    }
    for (DraftProcess process : draft.processes.values()) {
      String name = process.name.value();
      boolean leaves =
          possible.calls(
              c ->
                  c.verb() == Verb.MIGRATE
                      && c.process().equals(name)
                      && !c.cgroup().equals(cgroup));
      if (process.forkedBy == null && process.cgroup.equals(cgroup) && !leaves) {
        mistakes.add(
            at.at(),
            of + "process " + name + " is in cgroup " + cgroup + " and never leaves it",
            "let a task call migrate " + name + " root");
        return;
      }
    }
  }
}
