package epcheck.dmesg;

import java.util.List;

/**
 * A WARN_ON() and its kin.
 *
 * @param message of a WARN() that has one, for example {@code refcount_t: underflow;
 *     use-after-free.}, or ""
 * @param place file and line
 * @param function in which it fired
 * @param cpu -1 if it was not readable
 */
public record Warning(
    Source source,
    String message,
    String place,
    Frame function,
    Task task,
    int cpu,
    List<Frame> stack)
    implements Report {
  public Warning {
    stack = List.copyOf(stack);
  }

  /** Whether a reference counter was misused. */
  public boolean isRefcount() {
    return message.startsWith("refcount_t: ");
  }
}
