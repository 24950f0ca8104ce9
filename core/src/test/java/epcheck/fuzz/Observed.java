package epcheck.fuzz;

import java.util.Set;
import java.util.TreeSet;

/**
 * What one exploration of a {@link Program} saw, in words that do not depend on how it was done.
 *
 * @param states the distinct states
 * @param outcomes the values of all variables in the final states
 * @param violations the rule, the task, its entry point, and how many operations it had performed
 *     in it
 * @param stuck the states in which nothing can go on: where each unfinished task stands, and all
 *     variables
 * @param races the fields with a data race
 */
record Observed(
    long states,
    Set<String> outcomes,
    Set<String> violations,
    Set<String> stuck,
    Set<String> races) {

  static Observed nothing() {
    return new Observed(0, new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
  }

  /**
   * How this differs from what is right, but for the number of states; an empty string if it does
   * not.
   */
  String differenceFrom(Observed right) {
    return difference("outcomes", outcomes, right.outcomes)
        + difference("violations", violations, right.violations)
        + difference("stuck states", stuck, right.stuck)
        + difference("data races", races, right.races);
  }

  private static String difference(String what, Set<String> is, Set<String> right) {
    Set<String> tooMany = new TreeSet<>(is);
    tooMany.removeAll(right);
    Set<String> missing = new TreeSet<>(right);
    missing.removeAll(is);
    return (missing.isEmpty() ? "" : "  missing " + what + ": " + missing + "\n")
        + (tooMany.isEmpty() ? "" : "  invented " + what + ": " + tooMany + "\n");
  }
}
