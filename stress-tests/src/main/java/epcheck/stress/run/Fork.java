package epcheck.stress.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * What one JVM has to say about one test.
 *
 * @param counts how often each outcome was seen
 * @param messages why it did not complete, and the last that it printed
 */
record Fork(String test, Status status, Map<String, Long> counts, List<String> messages) {
  private static final int LAST_LINES = 10;

  Fork {
    counts = Map.copyOf(counts);
    messages = List.copyOf(messages);
  }

  static Fork of(TestResult result) {
    Map<String, Long> counts = new TreeMap<>();
    for (String outcome : result.getStateKeys()) {
      counts.put(outcome, result.getCount(outcome));
    }
    List<String> messages = new ArrayList<>(result.getMessages());
    messages.addAll(last(result.getVmErr()));
    messages.addAll(last(result.getVmOut()));
    return new Fork(result.getName(), result.status(), counts, messages);
  }

  private static List<String> last(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }

  long samples() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** JCStress calls it normal, too, if there was nothing to count. */
  boolean completed() {
    return status == Status.NORMAL && samples() > 0;
  }

  /** Why it did not complete, in a few words. */
  String fate() {
    return switch (status) {
      case NORMAL -> "a fork took no sample";
      case API_MISMATCH -> "a class or a method is missing, or was compiled for another version";
      case CHECK_TEST_ERROR, TEST_ERROR -> "an exception came out of the test";
      case TIMEOUT_ERROR -> "a fork did not end in time";
      case VM_ERROR -> "a fork died";
    };
  }
}
