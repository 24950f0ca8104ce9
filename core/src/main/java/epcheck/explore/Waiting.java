package epcheck.explore;

import java.util.List;

/**
 * A task that waits for ever, in a deadlock or a livelock.
 *
 * @param task its name
 * @param statement where, as in C: {@code down_read(&P->mm->mmap_lock)}; empty if it retries
 * @param lock the class of what it waits for, as {@link Lock#name}, or an empty string
 * @param holding the classes of the locks that it holds, in the order in which it took them
 * @param stack the kernel functions that it is in, innermost first
 */
public record Waiting(
    String task, String statement, String lock, List<String> holding, List<String> stack) {
  public Waiting {
    holding = List.copyOf(holding);
    stack = List.copyOf(stack);
  }
}
