package epcheck.explore;

/** Where another task may run. */
public enum Granularity {
  /** At every operation on shared memory: exact, and 5 to 15 times more states. */
  ACCESS,
  /**
   * At acquisitions, atomic operations, marked accesses, waits, and accesses that no held lock
   * covers.
   */
  LOCK
}
