package epcheck.report;

import epcheck.explore.Trace;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which steps are told in one line for all of them: two or more of one task, none of them relevant.
 * The first and the last step before a switch are always told, and so is one that takes a lock that
 * the task then holds while others run.
 */
final class Fold {
  private static final int FEW = 1;
  private static final int MANY_FUNCTIONS = 4;

  private final Trace trace;
  private final Holdings holdings;
  private final Relevance relevance;

  Fold(Trace trace, Holdings holdings, Relevance relevance) {
    this.trace = trace;
    this.holdings = holdings;
    this.relevance = relevance;
  }

  /**
   * The number of steps from this one (counted from 0) that one line can tell; 0 if it has to be
   * told by itself.
   */
  int length(int step) {
    int task = trace.steps().get(step).task();
    int end = step;
    while (end < trace.steps().size() && trace.steps().get(end).task() == task && dull(end)) {
      end++;
    }
    return end - step > FEW ? end - step : 0;
  }

  private boolean dull(int i) {
    List<Trace.Step> steps = trace.steps();
    Trace.Step step = steps.get(i);
    boolean inTheMiddle =
        i > 0
            && i + 1 < steps.size()
            && steps.get(i - 1).task() == step.task()
            && steps.get(i + 1).task() == step.task()
            && !steps.get(i - 1).ends();
    return inTheMiddle
        && !step.ends()
        && step.blockedOn().isEmpty()
        && !takesALockToKeep(i)
        && !relevance.tellsAlone(step);
  }

  private boolean takesALockToKeep(int i) {
    List<Trace.Step> steps = trace.steps();
    int task = steps.get(i).task();
    int last = i;
    while (last + 1 < steps.size() && steps.get(last + 1).task() == task) {
      last++;
    }
    if (last == steps.size() - 1) {
      return false;
    }
    Set<String> taken = new HashSet<>(holdings.after(i, task));
    holdings.after(i - 1, task).forEach(taken::remove);
    taken.retainAll(holdings.after(last, task));
    return !taken.isEmpty();
  }

  /**
   * For example {@code ... 6 steps in sgx_reclaimer_age()}, and what they do to lists that matter.
   */
  String line(int step, int length) {
    List<Trace.Step> folded = trace.steps().subList(step, step + length);
    String lists =
        Statements.of(folded.stream().flatMap(s -> s.events().stream()).toList()).stream()
            .filter(relevance::of)
            .map(Statements.Statement::text)
            .collect(Collectors.joining("; "));
    Set<String> functions = functions(folded);
    List<String> some = functions.stream().limit(MANY_FUNCTIONS).toList();
    return "... "
        + Figures.count(length, "step")
        + (some.isEmpty() ? "" : " in " + String.join(", ", some))
        + (functions.size() > some.size() ? ", ..." : "")
        + (lists.isEmpty() ? "" : ": " + lists);
  }

  /** The functions that all these steps are in, innermost, or those that they call from there. */
  private static Set<String> functions(List<Trace.Step> steps) {
    List<List<String>> stacks =
        steps.stream()
            .filter(step -> !step.events().isEmpty() && !step.events().get(0).stack().isEmpty())
            .map(step -> step.events().get(0).stack())
            .toList();
    if (stacks.isEmpty()) {
      return Set.of();
    }
    int common = 0;
    while (sameAt(stacks, common)) {
      common++;
    }
    Set<String> functions = new LinkedHashSet<>();
    for (List<String> stack : stacks) {
      // Counted from the outermost function, which is the last of the stack.
      int at = Math.min(common, stack.size() - 1);
      functions.add(stack.get(stack.size() - 1 - at) + "()");
    }
    return functions;
  }

  private static boolean sameAt(List<List<String>> stacks, int depth) {
    Set<String> names = new HashSet<>();
    for (List<String> stack : stacks) {
      if (depth >= stack.size()) {
        return false;
      }
      names.add(stack.get(stack.size() - 1 - depth));
    }
    return names.size() == 1;
  }
}
