package epcheck.explore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The circles in the lock order that a search has found. None is a matter of one state or one step:
 * its edges may come from as many executions. It is easiest to see in an execution that has all of
 * them, so {@link Shortest} looks for one; if there is none, the steps that led to the last edge
 * have to do.
 */
final class LockCycles {
  private final Machine machine;
  private final List<LockOrder.Edge> edges;
  private final Map<String, LockCycle> byKey = new LinkedHashMap<>();
  private final Map<LockCycle, Finding> preliminary = new LinkedHashMap<>();

  /** To be asked for after the search, and before anything else is done with the machine. */
  LockCycles(Machine machine) {
    this.machine = machine;
    this.edges = machine.order.edges();
    List<LockOrder.Edge> wanted = new ArrayList<>();
    for (LockCycle cycle : LockCycle.in(edges)) {
      Finding finding = cycle.finding(cycle.closing(edges), edge -> List.of());
      byKey.put(finding.key(), cycle);
      preliminary.put(cycle, finding);
      cycle.edges.stream().filter(edge -> !wanted.contains(edge)).forEach(wanted::add);
    }
    machine.order.watch(wanted);
  }

  /** Each circle, with the steps that led to the last of its edges. */
  List<Search.Found> found() {
    List<Search.Found> found = new ArrayList<>();
    preliminary.forEach(
        (cycle, finding) -> found.add(new Search.Found(finding, cycle.closing(edges).schedule)));
    return found;
  }

  /** The circles of which an execution has taken all edges. */
  List<Finding> takenInFull(long watched) {
    if (watched == 0) {
      return List.of();
    }
    List<Finding> taken = new ArrayList<>();
    preliminary.forEach(
        (cycle, finding) -> {
          if (cycle.isTakenBy(watched)) {
            taken.add(finding);
          }
        });
    return taken;
  }

  /**
   * The full text of a finding of {@link #found}: told by the schedule that was just played, if
   * that has all of it, else edge by edge. Of any other finding itself.
   */
  Finding tell(Finding finding, Recorder played) {
    LockCycle cycle = byKey.get(finding.key());
    if (cycle == null) {
      return finding;
    }
    for (Finding told : closedByLastStep(machine, played)) {
      if (told.key().equals(finding.key())) {
        return told;
      }
    }
    return cycle.finding(cycle.closing(edges), this::heldIn);
  }

  private List<String> heldIn(LockOrder.Edge edge) {
    rewind(machine);
    Recorder recorder = new Recorder(machine);
    recorder.play(edge.schedule);
    return recorder.heldIn(edge);
  }

  /** The circles that the last step of a schedule closes. */
  static List<Finding> closedByLastStep(Machine machine, Recorder played) {
    List<LockOrder.Edge> taken = machine.order.edges();
    List<Finding> findings = new ArrayList<>();
    for (LockCycle cycle : LockCycle.in(taken)) {
      LockOrder.Edge closing = cycle.closing(taken);
      if (closing.depth == machine.depth()) {
        findings.add(cycle.finding(closing, played::heldIn));
      }
    }
    return findings;
  }

  /** Goes back to the initial state, and forgets which edges were taken since. */
  static void rewind(Machine machine) {
    while (machine.depth() > 0) {
      machine.back();
    }
    machine.order.forget();
  }
}
