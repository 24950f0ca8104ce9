package epcheck.dmesg;

import java.util.List;

/**
 * A CPU that does not schedule, or that stays in a read-side section of RCU.
 *
 * @param cpu the first that the report names, or -1
 * @param seconds for how long, or -1
 * @param function in which it was
 * @param stack of the first CPU or task that is shown
 */
public record Stall(
    Source source, Kind kind, int cpu, int seconds, Task task, Frame function, List<Frame> stack)
    implements Report {
  /** Who noticed. */
  public enum Kind {
    /** "BUG: soft lockup". */
    SOFT_LOCKUP,
    /** "Watchdog detected hard LOCKUP". */
    HARD_LOCKUP,
    /** "detected stalls on CPUs/tasks" and "self-detected stall on CPU". */
    RCU_STALL
  }

  public Stall {
    stack = List.copyOf(stack);
  }
}
