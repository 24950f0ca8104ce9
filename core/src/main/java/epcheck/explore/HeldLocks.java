package epcheck.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The classes of the locks that a task holds, in the order in which it took them: a state of an
 * automaton that is built as the search goes. So an acquisition costs one look into a table, and is
 * looked at only when a task takes a lock of this class with these held for the first time.
 */
final class HeldLocks {
  /** One of them. */
  record Held(LockClass lock, LockUse use) {}

  private final LockOrder order;
  private final List<Held> held;

  // By change: the class's index times the number of changes, plus the change's.
  private HeldLocks[] after = {};
  private long[] watched = {};

  HeldLocks(LockOrder order, List<Held> held) {
    this.order = order;
    this.held = List.copyOf(held);
  }

  List<Held> list() {
    return held;
  }

  /** The names of the classes, in order. */
  List<String> names() {
    return held.stream().map(h -> h.lock.name).toList();
  }

  private static int index(LockClass lock, LockChange change) {
    return lock.index * LockChange.COUNT + change.ordinal();
  }

  HeldLocks after(LockClass lock, LockChange change) {
    int i = index(lock, change);
    HeldLocks known = i < after.length ? after[i] : null;
    return known != null ? known : firstTime(lock, change);
  }

  private HeldLocks firstTime(LockClass lock, LockChange change) {
    order.learned();
    int i = index(lock, change);
    if (i >= after.length) {
      after = Arrays.copyOf(after, i + LockChange.COUNT);
      watched = Arrays.copyOf(watched, i + LockChange.COUNT);
    }
    if (change.takes()) {
      lock.isTaken(change.use);
    }
    if (change.waits) {
      for (Held h : held) {
        watched[i] |= order.taken(h, new Held(lock, change.use), held).watch;
      }
    }
    after[i] = order.holding(heldAfter(lock, change));
    return after[i];
  }

  private List<Held> heldAfter(LockClass lock, LockChange change) {
    List<Held> now = new ArrayList<>(held);
    if (change.takes()) {
      now.add(new Held(lock, change.use));
    } else if (change == LockChange.DOWNGRADE) {
      now.replaceAll(h -> h.lock.base == lock ? new Held(h.lock, LockUse.SHARED) : h);
    } else if (change != LockChange.SYNCHRONIZE) {
      // Of a lock and one nested in it the latter was taken last, and is given back first.
      for (int i = held.size() - 1; i >= 0 && now.size() == held.size(); i--) {
        Held h = held.get(i);
        if (h.lock.base == lock && h.use.reads() == change.use.reads()) {
          now.remove(i);
        }
      }
    }
    return now;
  }

  /** Which of the edges that the search is after this change takes. */
  long watched(LockClass lock, LockChange change) {
    return watched[index(lock, change)];
  }

  /** Learns which edges the search is after. */
  void watch() {
    for (LockClass lock : order.classes()) {
      for (LockChange change : LockChange.values()) {
        int i = index(lock, change);
        if (change.waits && i < after.length && after[i] != null) {
          watched[i] = 0;
          held.forEach(h -> watched[i] |= order.watchOf(h, new Held(lock, change.use)));
        }
      }
    }
  }

  void forget() {
    after = new HeldLocks[0];
    watched = new long[0];
  }
}
