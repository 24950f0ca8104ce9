package epcheck.explore;

/**
 * A lock, asked who holds it: for lock-held-on-return, for the lanes of a report, and for wait-for
 * cycles.
 */
interface HeldLock {
  /** As in C, without the ampersand: {@code A->lock}. */
  String name();

  /** The slot that acquisitions of this lock are logged with. */
  int slot();

  /** The tasks that hold it, as a mask. */
  int holders();

  /** The tasks that are queued for it in a way that keeps others out, as a mask. */
  default int queued() {
    return 0;
  }

  default boolean heldBy(Task task) {
    return (holders() >> task.id & 1) != 0;
  }
}
