package epcheck.explore;

import java.util.ArrayList;
import java.util.Comparator;
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
  private final Map<Dependency, LockOrder.Edge> edges;
  private final Map<String, LockCycle> byKey = new LinkedHashMap<>();

  /** What is known of them so far: which they are. */
  private final Map<LockCycle, Finding> preliminary = new LinkedHashMap<>();

  private List<LockEdge> told;

  /** To be asked for after the search, and before anything else is done with the machine. */
  LockCycles(Machine machine) {
    this.machine = machine;
    this.edges = byDependency(machine.order.edges());
    List<LockOrder.Edge> wanted = new ArrayList<>();
    for (LockCycle cycle : LockCycle.in(edges.keySet())) {
      Finding finding =
          new Finding(LockCycle.ORACLE, "", closing(cycle, edges).stack, cycle.site());
      byKey.put(finding.key(), cycle);
      preliminary.put(cycle, finding);
      cycle.dependencies.stream()
          .map(edges::get)
          .filter(edge -> !wanted.contains(edge))
          .forEach(wanted::add);
    }
    machine.order.watch(wanted);
  }

  private static Map<Dependency, LockOrder.Edge> byDependency(List<LockOrder.Edge> found) {
    Map<Dependency, LockOrder.Edge> map = new LinkedHashMap<>();
    found.forEach(edge -> map.put(edge.dependency, edge));
    return map;
  }

  /** The edge that was found last. */
  private static LockOrder.Edge closing(
      LockCycle cycle, Map<Dependency, LockOrder.Edge> foundInOrder) {
    List<Dependency> order = List.copyOf(foundInOrder.keySet());
    return cycle.dependencies.stream()
        .max(Comparator.comparingInt(order::indexOf))
        .map(foundInOrder::get)
        .orElseThrow();
  }

  /** Each circle, with the steps that led to the last of its edges. */
  List<Findings.Found> found() {
    List<Findings.Found> found = new ArrayList<>();
    preliminary.forEach(
        (cycle, finding) -> found.add(new Findings.Found(finding, closing(cycle, edges).schedule)));
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
          if (isTaken(cycle, watched)) {
            taken.add(finding);
          }
        });
    return taken;
  }

  /** Whether an execution that has taken these edges, by {@link Machine#watched}, has taken all. */
  private boolean isTaken(LockCycle cycle, long watched) {
    for (Dependency dependency : cycle.dependencies) {
      if ((edges.get(dependency).watch & watched) == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * All edges, as a verdict tells them, in the order in which they were found. The first time that
   * it is asked for each is taken again, to see in which kernel functions the locks were taken that
   * were held: the machine is somewhere else afterwards, and watches no more.
   */
  List<LockEdge> lockOrder() {
    if (told == null) {
      told = new ArrayList<>();
      Acquisitions taken = new Acquisitions(machine);
      int[] played = null;
      for (LockOrder.Edge edge : edges.values()) {
        if (edge.schedule != played) {
          played = edge.schedule;
          taken = play(played);
        }
        told.add(edge.told(taken, edge.gates()));
      }
    }
    return List.copyOf(told);
  }

  private Acquisitions play(int[] schedule) {
    rewind(machine);
    Acquisitions taken = new Acquisitions(machine);
    machine.play(schedule, taken);
    return taken;
  }

  /**
   * The circle of a finding of {@link #found}: told by the schedule that was just played, if that
   * has all of it, else edge by edge. Of any other finding null.
   */
  LockCircle tell(Finding finding, Recorder played) {
    LockCycle cycle = byKey.get(finding.key());
    if (cycle == null) {
      return null;
    }
    for (LockCircle circle : closedByLastStep(machine, played)) {
      if (circle.site().equals(cycle.site())) {
        return circle.withGatesOf(lockOrder());
      }
    }
    List<LockOrder.Edge> inOrder = List.copyOf(edges.values());
    List<LockEdge> circle =
        cycle.dependencies.stream()
            .map(dependency -> lockOrder().get(inOrder.indexOf(edges.get(dependency))))
            .toList();
    LockEdge closing = lockOrder().get(inOrder.indexOf(closing(cycle, edges)));
    return new LockCircle(circle, closing, GateLocks.of(circle, lockOrder()));
  }

  /** The circles that the last step of a schedule closes, of whose gates nothing is known. */
  static List<LockCircle> closedByLastStep(Machine machine, Recorder played) {
    Map<Dependency, LockOrder.Edge> taken = byDependency(machine.order.edges());
    List<LockCircle> circles = new ArrayList<>();
    for (LockCycle cycle : LockCycle.in(taken.keySet())) {
      LockOrder.Edge closing = closing(cycle, taken);
      if (closing.depth == machine.depth()) {
        List<LockEdge> circle =
            cycle.dependencies.stream()
                .map(taken::get)
                .map(edge -> edge.told(played.acquisitions(), List.of()))
                .toList();
        int last = cycle.dependencies.indexOf(closing.dependency);
        circles.add(new LockCircle(circle, circle.get(last), List.of()));
      }
    }
    return circles;
  }

  /** Goes back to the initial state, and forgets which edges were taken since. */
  static void rewind(Machine machine) {
    machine.rewind();
    machine.order.forget();
  }
}
