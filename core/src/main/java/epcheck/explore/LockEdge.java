package epcheck.explore;

import java.util.List;

/**
 * A lock class that is taken with another one held: an edge of lockdep's graph, told by the first
 * time that it was taken.
 *
 * @param task who did so
 * @param holding all that the task held, {@code held} included, in the order in which it took them
 * @param gates what else was held every time, in any execution; empty if only one was looked at
 */
public record LockEdge(
    String task,
    TakenLock held,
    TakenLock acquired,
    List<TakenLock> holding,
    List<GateLock> gates) {
  public LockEdge {
    holding = List.copyOf(holding);
    gates = List.copyOf(gates);
  }

  LockEdge withGates(List<GateLock> newGates) {
    return new LockEdge(task, held, acquired, holding, newGates);
  }

  /** The same two classes, taken in the same way. */
  boolean isAlso(LockEdge other) {
    return isBetweenThoseOf(other)
        && held.use() == other.held.use()
        && acquired.use() == other.acquired.use();
  }

  /** The same two classes, however they are taken. */
  boolean isBetweenThoseOf(LockEdge other) {
    return held.lock().name().equals(other.held.lock().name())
        && acquired.lock().name().equals(other.acquired.lock().name());
  }
}
