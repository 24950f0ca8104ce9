package epcheck.validate;

import epcheck.explore.LockEdge;
import epcheck.explore.LockUnion;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a change does to the lock order: edges and cycles of all scenarios together, as lockdep
 * would come to know them.
 */
public record LockOrderDifference(LockUnion before, LockUnion after) {
  public List<LockUnion.Row> newEdges() {
    return notIn(after.rows(), before.rows(), LockOrderDifference::key);
  }

  public List<LockUnion.Row> goneEdges() {
    return notIn(before.rows(), after.rows(), LockOrderDifference::key);
  }

  public List<LockUnion.Circle> newCycles() {
    return notIn(after.circles(), before.circles(), LockOrderDifference::key);
  }

  public List<LockUnion.Circle> goneCycles() {
    return notIn(before.circles(), after.circles(), LockOrderDifference::key);
  }

  private static <T> List<T> notIn(List<T> one, List<T> other, Function<T, Object> key) {
    Set<Object> known = other.stream().map(key).collect(Collectors.toSet());
    return one.stream().filter(item -> !known.contains(key.apply(item))).toList();
  }

  private static Object key(LockUnion.Row row) {
    return key(row.edge());
  }

  /** Wherever it is told to begin. */
  private static Object key(LockUnion.Circle circle) {
    return circle.circle().edges().stream()
        .map(LockOrderDifference::key)
        .collect(Collectors.toSet());
  }

  private static Object key(LockEdge edge) {
    return List.of(
        edge.held().lock().name(), edge.held().use(),
        edge.acquired().lock().name(), edge.acquired().use());
  }
}
