package epcheck.dmesg;

/**
 * A step of lockdep's unsafe locking scenario.
 *
 * @param cpu the column, 0 or 1
 * @param lock no more is known than its class; {@link Lock#UNKNOWN} of what is no operation on one
 */
public record ScenarioStep(int cpu, Verb verb, Lock lock) {
  /** What a step does. */
  public enum Verb {
    /** Takes a lock. */
    LOCK,
    /** Takes a lock as a reader. */
    RLOCK,
    /** Waits for those who read, as synchronize_srcu() does. */
    SYNC,
    /** Lets go; in the scenarios of 4.14's crossrelease only. */
    UNLOCK,
    /** An interrupt comes here. */
    INTERRUPT,
    /** Interrupts are disabled. */
    IRQ_DISABLE
  }
}
