package epcheck.kernel;

import epcheck.kernel.Kernel.Rule;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How an execution ended, in a line. Whatever runs a model says it in these words, so that the
 * outcomes that one tool sees can be held against those that another one proves to be all.
 */
public final class Outcome {
  /** The rule that some task can go on, or all are done. */
  public static final String DEADLOCK = "deadlock";

  /**
   * The rule that no {@code WARN_ON()} fires. The execution goes on after one, and may come to any
   * end; but that it fired is its outcome.
   */
  public static final String WARNING = "warn-on";

  /** The rule that no NULL pointer is followed. */
  public static final String NULL_DEREFERENCE = "null-dereference";

  private Outcome() {}

  /**
   * Of an execution whose tasks are all done: the rules that its final state breaks, or, if it
   * breaks none, what the model observes of it.
   */
  public static String ofFinalState(List<Rule> rules, List<Supplier<String>> observations) {
    if (breaksOneOf(rules)) {
      return broken(rules);
    }
    return observations.size() == 1
        ? observations.get(0).get()
        : observations.stream().map(Supplier::get).collect(Collectors.joining("; "));
  }

  /** Whether the final state breaks a rule. */
  public static boolean breaksOneOf(List<Rule> rules) {
    for (Rule rule : rules) {
      if (rule.breach() != null) {
        return true;
      }
    }
    return false;
  }

  private static String broken(List<Rule> rules) {
    return rules.stream()
        .filter(rule -> rule.breach() != null)
        .map(Rule::name)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /**
   * Of an execution that could not go on.
   *
   * @param oracle the rule that was broken
   * @param text what is wrong; part of the outcome only if it is a deadlock, and then who waits for
   *     what
   */
  public static String ofBug(String oracle, String text) {
    return oracle.equals(DEADLOCK) ? oracle + ": " + text : oracle;
  }
}
