package epcheck.explore;

import java.util.List;

/**
 * A lock that a task took.
 *
 * @param stack the kernel functions in which it did so, innermost first
 */
public record TakenLock(Lock lock, LockUse use, List<String> stack) {
  public TakenLock {
    stack = List.copyOf(stack);
  }

  /** The kernel function in which it was taken, or an empty string. */
  public String function() {
    return stack.isEmpty() ? "" : stack.get(0);
  }
}
