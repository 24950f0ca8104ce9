package epcheck.explore;

import java.util.ArrayList;
import java.util.List;

/**
 * The locks that keep a circle of others from ever being a deadlock, which lockdep has no notion
 * of: tasks that wait for each other round the circle would all have to hold such a lock.
 *
 * <p>They cannot if it is one and the same lock, so the model must have no other of its class, and
 * if one of them holds it as a writer. A circle of one class has no gate: a task may wait there for
 * itself.
 */
final class GateLocks {
  private GateLocks() {}

  /**
   * The gates of a circle.
   *
   * @param order all edges that there are: those between the same two classes count as one, since a
   *     deadlock may be of any of them
   */
  static List<Lock> of(List<LockEdge> circle, List<LockEdge> order) {
    if (circle.size() == 1) {
      return List.of();
    }
    List<Lock> gates = new ArrayList<>();
    for (GateLock gate : circle.get(0).gates()) {
      boolean always = true;
      boolean excludes = false;
      for (LockEdge edge : circle) {
        LockUse use = useOn(edge, gate.lock(), order);
        always &= use != null;
        excludes |= use == LockUse.EXCLUSIVE;
      }
      if (always && excludes && gate.lock().instances() == 1) {
        gates.add(gate.lock());
      }
    }
    return gates;
  }

  /** How a lock is held on all edges between two classes, or null if it is not. */
  private static LockUse useOn(LockEdge between, Lock lock, List<LockEdge> order) {
    LockUse use = LockUse.EXCLUSIVE;
    for (LockEdge edge : order) {
      if (edge.isBetweenThoseOf(between)) {
        GateLock gate = gate(edge, lock);
        if (gate == null) {
          return null;
        }
        use = use.weaker(gate.use());
      }
    }
    return use;
  }

  private static GateLock gate(LockEdge edge, Lock lock) {
    return edge.gates().stream()
        .filter(gate -> gate.lock().name().equals(lock.name()))
        .findFirst()
        .orElse(null);
  }

  /** What two edges between the same classes have in common. */
  static List<GateLock> common(List<GateLock> some, List<GateLock> others) {
    List<GateLock> common = new ArrayList<>();
    for (GateLock one : some) {
      for (GateLock other : others) {
        if (one.lock().name().equals(other.lock().name())) {
          common.add(new GateLock(one.lock(), one.use().weaker(other.use())));
        }
      }
    }
    return common;
  }
}
