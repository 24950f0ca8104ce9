package epcheck.explore;

import java.util.Comparator;

/** One lock class taken with another one held: what there is of an edge to lockdep. */
record Dependency(HeldLocks.Held held, HeldLocks.Held acquired) {
  /** Does not depend on which was found first. */
  static final Comparator<Dependency> ORDER =
      Comparator.comparingInt((Dependency d) -> d.held.lock().index)
          .thenComparing(d -> d.held.use())
          .thenComparingInt(d -> d.acquired.lock().index)
          .thenComparing(d -> d.acquired.use());

  /**
   * Whether who waits here may wait for who waits there: not at a class that a recursive reader
   * acquires here and a reader holds there, since they do not keep each other out.
   */
  boolean leadsTo(Dependency next) {
    return acquired.lock() == next.held.lock()
        && !(acquired.use() == LockUse.RECURSIVE && next.held.use().reads());
  }
}
