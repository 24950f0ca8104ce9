package epcheck.explore;

import java.util.List;

/**
 * What the executions of a model have come past.
 *
 * @param functions the kernel functions that ran, sorted: those that perform an operation on shared
 *     memory, and their callers
 * @param contests sorted, too
 */
public record Coverage(List<String> functions, List<Contest> contests) {
  public Coverage {
    functions = List.copyOf(functions);
    contests = List.copyOf(contests);
  }

  /**
   * Two conflicting operations of two tasks that were decided both ways: in some state either could
   * come next. An access that is no scheduling point is under a lock, and the lock stands for it.
   *
   * @param object what they are on, as in C: {@code A->refcount}
   */
  public record Contest(String object, Side one, Side other) {}

  /**
   * One of the two.
   *
   * @param statement as in C: {@code kref_put(&A->refcount)}
   * @param function the kernel function that it stands in, or an empty string
   */
  public record Side(String task, String statement, String function) {}
}
