package epcheck.ci;

import epcheck.explore.Finding;
import epcheck.explore.Trace;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Case;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Where that is written which a verdict is about. */
public interface Places {
  /** The method that stands for a kernel function in this driver; empty if none does. */
  Optional<Place> of(Case what, String function);

  /** The scenario; empty if nobody knows where its file is. */
  Optional<Place> scenario(Case what);

  /**
   * Where something is wrong: the innermost function of a violation that has a method. If it is the
   * state that is wrong, that of the last step; if that is nowhere either, the scenario.
   */
  default Optional<Place> of(Case what, Violation violation) {
    return innermost(what, stack(violation)).or(() -> scenario(what));
  }

  /** The place of the innermost of some functions that has one. */
  default Optional<Place> innermost(Case what, List<String> stack) {
    return stack.stream().flatMap(function -> of(what, function).stream()).findFirst();
  }

  private static List<String> stack(Violation violation) {
    Finding finding = violation.finding();
    if (!finding.stack().isEmpty()) {
      return finding.stack();
    }
    List<Trace.Step> steps = new ArrayList<>(violation.trace().steps());
    Collections.reverse(steps);
    return steps.stream()
        .flatMap(step -> step.events().stream())
        .map(Trace.Event::stack)
        .filter(stack -> !stack.isEmpty())
        .findFirst()
        .orElse(List.of());
  }
}
