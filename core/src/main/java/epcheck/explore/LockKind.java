package epcheck.explore;

/** What kind of lock it is, which is what lockdep's wait types tell. */
public enum LockKind {
  SPIN_LOCK,
  MUTEX,
  RW_SEMAPHORE,
  SRCU,

  /** What a work item's function runs with held, to lockdep. */
  WORK
}
