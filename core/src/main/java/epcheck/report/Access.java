package epcheck.report;

import epcheck.explore.Trace;
import java.util.Set;

/** What an event does to a variable. A bit of a word of flags is a variable of its own. */
final class Access {
  private static final Set<String> READS = Set.of("READ", "READ_ONCE", "TEST_BIT");
  private static final Set<String> WRITES =
      Set.of("WRITE", "WRITE_ONCE", "SET_BIT", "CLEAR_BIT", "TEST_AND_SET_BIT");
  private static final Set<String> COUNTS =
      Set.of("ADD_RETURN", "KREF_GET", "KREF_GET_UNLESS_ZERO", "KREF_PUT");

  private Access() {}

  static boolean reads(Trace.Event event) {
    return READS.contains(event.op());
  }

  static boolean writes(Trace.Event event) {
    return WRITES.contains(event.op());
  }

  /** Reads, writes or counts, rather than locks, waits or queues. */
  static boolean isData(Trace.Event event) {
    return reads(event) || writes(event) || COUNTS.contains(event.op());
  }

  /** For example {@code A->owner}, or {@code CREATED, &A->flags}. */
  static String variable(Trace.Event event) {
    return switch (event.op()) {
      case "TEST_BIT", "SET_BIT", "CLEAR_BIT", "TEST_AND_SET_BIT" ->
          Names.objectOf(event.statement());
      default -> event.object();
    };
  }

  /** What the variable is after the event, or an empty string if that is not known. */
  static String valueAfter(Trace.Event event) {
    return switch (event.op()) {
      case "CLEAR_BIT" -> "0";
      case "SET_BIT", "TEST_AND_SET_BIT" -> "1";
      case "KREF_GET_UNLESS_ZERO" -> event.before().isEmpty() ? "0" : event.value();
      default -> isData(event) ? event.value() : "";
    };
  }

  /** What the variable was before the event, or an empty string if that is not known. */
  static String valueBefore(Trace.Event event) {
    return reads(event) ? event.value() : event.before();
  }
}
