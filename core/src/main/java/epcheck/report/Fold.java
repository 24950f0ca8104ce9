package epcheck.report;

import epcheck.explore.Trace;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which steps are told in one line for all of them: three or more of one task in which it meets
 * nobody. The first and the last step before a switch are always told, and so is the last of all.
 */
final class Fold {
  private static final int FEW = 2;
  private static final int MANY_FUNCTIONS = 3;

  private final Trace trace;
  private final Holdings holdings;
  private final Traffic traffic;

  Fold(Trace trace, Holdings holdings, Traffic traffic) {
    this.trace = trace;
    this.holdings = holdings;
    this.traffic = traffic;
  }

  /**
   * The number of steps from this one (counted from 0) that one line can tell; 0 if it has to be
   * told by itself.
   */
  int length(int step) {
    int end = step;
    while (end < trace.steps().size() && dull(end) && sameCall(step, end)) {
      end++;
    }
    return end - step > FEW ? end - step : 0;
  }

  private boolean sameCall(int step, int other) {
    return trace.steps().get(step).task() == trace.steps().get(other).task();
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
        && holdings.after(i, step.task()).equals(holdings.after(i - 1, step.task()))
        && step.events().stream()
            .noneMatch(event -> traffic.matters(event) && !Statements.isLink(event));
  }

  /** For example {@code ... 6 steps in sgx_reclaimer_age()}, and what they do to lists. */
  String line(int step, int length) {
    Set<String> functions = new LinkedHashSet<>();
    for (Trace.Step folded : trace.steps().subList(step, step + length)) {
      if (!folded.events().isEmpty() && !folded.events().get(0).function().isEmpty()) {
        functions.add(folded.events().get(0).function() + "()");
      }
    }
    String where =
        functions.size() > MANY_FUNCTIONS
            ? functions.iterator().next() + " and others"
            : String.join(", ", functions);
    return "... "
        + length
        + " steps"
        + (where.isEmpty() ? "" : " in " + where)
        + lists(step, length);
  }

  private String lists(int step, int length) {
    List<Trace.Event> events =
        trace.steps().subList(step, step + length).stream()
            .flatMap(folded -> folded.events().stream())
            .toList();
    String operations =
        Statements.of(events).stream()
            .filter(statement -> !statement.noise() && Statements.isLink(statement.event()))
            .map(Statements.Statement::text)
            .collect(Collectors.joining("; "));
    return operations.isEmpty() ? "" : ": " + operations;
  }
}
