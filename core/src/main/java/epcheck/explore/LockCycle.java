package epcheck.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lock classes that are taken in a circle, each with the one before it held: tasks that do so at
 * the same time wait for each other for ever, whether or not a schedule lets them.
 *
 * <p>Lockdep's rule (Documentation/locking/lockdep-design.rst, "strong dependency paths"): the
 * circle does not hold at a class that is acquired by a recursive reader and held by a reader where
 * the next one is acquired, since such readers do not wait for each other. A class that is taken
 * with another lock of the same class held is a circle of one.
 */
final class LockCycle {
  static final String ORACLE = "lock-order";

  private static final Comparator<LockOrder.Edge> ORDER =
      Comparator.comparingInt((LockOrder.Edge e) -> e.held.index)
          .thenComparing(e -> e.heldAs)
          .thenComparingInt(e -> e.acquired.index)
          .thenComparing(e -> e.acquiredAs);

  /** A way through the graph, backwards. */
  private record Walk(LockOrder.Edge last, Walk before) {}

  /** In order; the first one's held class is the one that comes first in the model. */
  final List<LockOrder.Edge> edges;

  private LockCycle(List<LockOrder.Edge> edges) {
    this.edges = edges;
  }

  /**
   * For each edge the shortest circle that it is part of, each once. Which of several it is does
   * not depend on how the edges were found.
   */
  static List<LockCycle> in(List<LockOrder.Edge> edges) {
    List<LockOrder.Edge> sorted = edges.stream().sorted(ORDER).toList();
    Map<String, LockCycle> cycles = new LinkedHashMap<>();
    for (LockOrder.Edge edge : sorted) {
      LockCycle cycle = shortestThrough(edge, sorted);
      if (cycle != null) {
        cycles.putIfAbsent(cycle.site(), cycle);
      }
    }
    return List.copyOf(cycles.values());
  }

  private static LockCycle shortestThrough(LockOrder.Edge first, List<LockOrder.Edge> edges) {
    Deque<Walk> queue = new ArrayDeque<>(List.of(new Walk(first, null)));
    Set<LockOrder.Edge> seen = new HashSet<>(Set.of(first));
    while (!queue.isEmpty()) {
      Walk walk = queue.remove();
      if (goesOn(walk.last, first)) {
        return new LockCycle(fromFirstClass(walk));
      }
      for (LockOrder.Edge next : edges) {
        if (goesOn(walk.last, next) && seen.add(next)) {
          queue.add(new Walk(next, walk));
        }
      }
    }
    return null;
  }

  private static boolean goesOn(LockOrder.Edge in, LockOrder.Edge out) {
    return in.acquired == out.held && !(in.acquiredAs == LockUse.RECURSIVE && out.heldAs.reads());
  }

  private static List<LockOrder.Edge> fromFirstClass(Walk walk) {
    List<LockOrder.Edge> circle = new ArrayList<>();
    for (Walk w = walk; w != null; w = w.before) {
      circle.add(0, w.last);
    }
    int first = 0;
    for (int i = 1; i < circle.size(); i++) {
      first = circle.get(i).held.index < circle.get(first).held.index ? i : first;
    }
    List<LockOrder.Edge> turned = new ArrayList<>(circle.subList(first, circle.size()));
    turned.addAll(circle.subList(0, first));
    return turned;
  }

  /** What tells this circle from others: its classes. */
  String site() {
    return edges.stream().map(edge -> edge.held.name).collect(Collectors.joining(" -> "));
  }

  /** The edge that was found last. */
  LockOrder.Edge closing(List<LockOrder.Edge> found) {
    return edges.stream().max(Comparator.comparingInt(found::indexOf)).orElseThrow();
  }

  /** Whether an execution that has taken these edges, by {@link Machine#watched}, has taken all. */
  boolean isTakenBy(long watched) {
    for (LockOrder.Edge edge : edges) {
      if ((edge.watch & watched) == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * What to report.
   *
   * @param closing the edge that was found last
   * @param heldIn the kernel functions in which the held lock of an edge was taken
   */
  Finding finding(LockOrder.Edge closing, Function<LockOrder.Edge, List<String>> heldIn) {
    String what =
        edges.size() == 1
            ? "possible recursive locking: "
            : "possible circular locking dependency: ";
    return new Finding(
        ORACLE,
        what
            + edges.stream()
                .map(edge -> inWords(edge, heldIn.apply(edge)))
                .collect(Collectors.joining("; ")),
        closing.stack,
        site());
  }

  private static String inWords(LockOrder.Edge edge, List<String> heldIn) {
    boolean same = edge.held == edge.acquired && edge.acquiredAs != LockUse.SYNCHRONIZE;
    return edge.task.name
        + " holds "
        + edge.held
        + as(edge.heldAs)
        + chain(heldIn)
        + (edge.acquiredAs == LockUse.SYNCHRONIZE ? " and waits for " : " and takes ")
        + (same ? "another " : "")
        + edge.acquired
        + as(edge.acquiredAs)
        + chain(edge.stack);
  }

  private static String as(LockUse use) {
    return use.reads() ? " as a reader" : "";
  }

  private static String chain(List<String> stack) {
    return stack.isEmpty() ? "" : " in " + String.join("() <- ", stack) + "()";
  }
}
