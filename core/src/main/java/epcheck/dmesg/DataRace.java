package epcheck.dmesg;

import java.util.List;

/**
 * A KCSAN report.
 *
 * @param functions that race, as the headline names them; one if it is a function with itself
 * @param accesses two, or one if KCSAN saw only that the value changed
 * @param oldValue what KCSAN saw, or ""
 * @param newValue to which it changed, or ""
 */
public record DataRace(
    Source source, List<String> functions, List<Access> accesses, String oldValue, String newValue)
    implements Report {
  /**
   * One of the two.
   *
   * @param marked with READ_ONCE(), an atomic operation or the like
   * @param target an address, or what epcheck writes, as {@code encl#0->flags}
   * @param size in bytes, or -1
   * @param task {@link Task#UNKNOWN} of an interrupt
   * @param cpu -1 if it is not told
   */
  public record Access(
      boolean reads,
      boolean writes,
      boolean marked,
      String target,
      int size,
      Task task,
      int cpu,
      List<Frame> stack) {
    public Access {
      stack = List.copyOf(stack);
    }
  }

  public DataRace {
    functions = List.copyOf(functions);
    accesses = List.copyOf(accesses);
  }
}
