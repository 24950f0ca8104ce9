package epcheck.explore;

import java.util.List;

/**
 * Something wrong, found in one step or state.
 *
 * @param oracle the rule that is broken, for example {@code null-dereference}
 * @param text what is wrong, in a kernel developer's words
 * @param stack the kernel functions in which it happened, innermost first; empty if it is the state
 *     that is wrong
 */
public record Finding(String oracle, String text, List<String> stack) {
  public Finding {
    stack = List.copyOf(stack);
  }

  /** The kernel function in which it happened, or an empty string. */
  public String function() {
    return stack.isEmpty() ? "" : stack.get(0);
  }

  /** Findings with the same key count as one: the same rule, broken in the same kernel function. */
  public String key() {
    return oracle + "@" + function();
  }
}
