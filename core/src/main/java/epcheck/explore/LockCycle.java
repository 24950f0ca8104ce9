package epcheck.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** A way through the graph, backwards. */
  private record Walk(Dependency last, Walk before) {}

  /** In order; the first one's held class is the one that comes first in the model. */
  final List<Dependency> dependencies;

  private LockCycle(List<Dependency> dependencies) {
    this.dependencies = dependencies;
  }

  /**
   * For each edge the shortest circle that it is part of, each once. Which of several it is does
   * not depend on how the edges were found.
   */
  static List<LockCycle> in(Collection<Dependency> order) {
    List<Dependency> sorted = order.stream().sorted(Dependency.ORDER).toList();
    Map<String, LockCycle> cycles = new LinkedHashMap<>();
    for (Dependency dependency : sorted) {
      LockCycle cycle = shortestThrough(dependency, sorted);
      if (cycle != null) {
        cycles.putIfAbsent(cycle.site(), cycle);
      }
    }
    return List.copyOf(cycles.values());
  }

  private static LockCycle shortestThrough(Dependency first, List<Dependency> order) {
    Deque<Walk> queue = new ArrayDeque<>(List.of(new Walk(first, null)));
    Set<Dependency> seen = new HashSet<>(Set.of(first));
    while (!queue.isEmpty()) {
      Walk walk = queue.remove();
      if (walk.last.leadsTo(first)) {
        return new LockCycle(fromFirstClass(walk));
      }
      for (Dependency next : order) {
        if (walk.last.leadsTo(next) && seen.add(next)) {
          queue.add(new Walk(next, walk));
        }
      }
    }
    return null;
  }

  private static List<Dependency> fromFirstClass(Walk walk) {
    List<Dependency> circle = new ArrayList<>();
    for (Walk w = walk; w != null; w = w.before) {
      circle.add(0, w.last);
    }
    int first = 0;
    for (int i = 1; i < circle.size(); i++) {
      first = index(circle.get(i)) < index(circle.get(first)) ? i : first;
    }
    List<Dependency> turned = new ArrayList<>(circle.subList(first, circle.size()));
    turned.addAll(circle.subList(0, first));
    return turned;
  }

  private static int index(Dependency dependency) {
    return dependency.held().lock().index;
  }

  /** What tells this circle from others: its classes. */
  String site() {
    return dependencies.stream()
        .map(dependency -> dependency.held().lock().name)
        .collect(Collectors.joining(" -> "));
  }
}
