package epcheck.explore;

/** How a lock is taken, in lockdep's terms. */
public enum LockUse {
  /** By a writer, or a lock that has no readers. */
  EXCLUSIVE,

  /** By a reader that queues behind a writer: {@code down_read()}. */
  SHARED,

  /** By a reader that nobody keeps out: {@code srcu_read_lock()}. */
  RECURSIVE,

  /**
   * Taken and given back at once by who waits for it to be free: {@code synchronize_srcu()}, {@code
   * cancel_work_sync()}.
   */
  SYNCHRONIZE;

  /** Lockdep's S, as against its E. */
  public boolean reads() {
    return this == SHARED || this == RECURSIVE;
  }

  /** The one of two that keeps fewer out. */
  LockUse weaker(LockUse other) {
    return compareTo(other) < 0 ? other : this;
  }
}
