package epcheck.dmesg;

import java.util.List;

/**
 * A lock that interrupt handlers take, and one that is taken with interrupts enabled.
 *
 * @param lock the one that was taken, or the state of which changed, just now
 * @param other the other one: of an inversion the second lock, of a bad dependency the one that the
 *     task holds; {@link Lock#UNKNOWN} of an inconsistent state
 * @param states as lockdep writes it: {@code SOFTIRQ-safe -> SOFTIRQ-unsafe} or {@code
 *     {SOFTIRQ-ON-W} -> {IN-SOFTIRQ-W}}
 * @param usages where it saw which lock taken in which way, in the order of the report
 */
public record IrqLockReport(
    Source source,
    Kind kind,
    Task task,
    Lock lock,
    Lock other,
    String states,
    List<Usage> usages,
    List<ScenarioStep> scenario,
    List<HeldLocks> heldLocks,
    List<Frame> stack)
    implements Report {
  /** Which of lockdep's reports it is. */
  public enum Kind {
    /** "possible irq lock inversion dependency detected". */
    INVERSION,
    /** "HARDIRQ-safe -> HARDIRQ-unsafe lock order detected", and of softirqs. */
    BAD_DEPENDENCY,
    /** "inconsistent lock state". */
    INCONSISTENT_STATE
  }

  /**
   * How a lock was taken.
   *
   * @param how for example {@code SOFTIRQ-ON-W} or {@code HARDIRQ-irq-safe}
   */
  public record Usage(Lock lock, String how, List<Frame> stack) {
    public Usage {
      stack = List.copyOf(stack);
    }
  }

  public IrqLockReport {
    usages = List.copyOf(usages);
    scenario = List.copyOf(scenario);
    heldLocks = List.copyOf(heldLocks);
    stack = List.copyOf(stack);
  }
}
