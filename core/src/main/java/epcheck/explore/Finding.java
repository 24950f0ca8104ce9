package epcheck.explore;

import java.util.List;

/**
 * Something wrong, found in one step or state.
 *
 * @param oracle the rule that is broken, for example {@code null-dereference}
 * @param text what is wrong, in a kernel developer's words
 * @param stack the kernel functions in which it happened, innermost first; empty if it is the state
 *     that is wrong
 * @param site what tells it from others that break the same rule: the kernel function, mostly
 * @param waiting the tasks that wait for ever, if that is what is wrong
 */
public record Finding(
    String oracle, String text, List<String> stack, String site, List<Waiting> waiting) {
  public Finding {
    stack = List.copyOf(stack);
    waiting = List.copyOf(waiting);
  }

  /** One that is told by its site. */
  public Finding(String oracle, String text, List<String> stack, String site) {
    this(oracle, text, stack, site, List.of());
  }

  /** One that is told by where its tasks wait. */
  Finding(String oracle, String text, List<String> stack, List<Waiting> waiting) {
    this(oracle, text, stack, stack.get(0), waiting);
  }

  /** One that is told by its kernel function. */
  public Finding(String oracle, String text, List<String> stack) {
    this(oracle, text, stack, stack.isEmpty() ? "" : stack.get(0));
  }

  /** The kernel function in which it happened, or an empty string. */
  public String function() {
    return stack.isEmpty() ? "" : stack.get(0);
  }

  /** Findings with the same key count as one: the same rule, broken at the same site. */
  public String key() {
    return oracle + "@" + site;
  }
}
