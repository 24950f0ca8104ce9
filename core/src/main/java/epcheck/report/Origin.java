package epcheck.report;

import epcheck.explore.Trace;
import java.util.List;

/** Where a bad pointer came from. */
final class Origin {
  private Origin() {}

  /**
   * For a NULL dereference in the last step: what was NULL, and who made it so, as far as is known.
   */
  static String ofNull(Trace trace) {
    String variable = nullVariable(trace);
    return variable.isEmpty() ? "" : ": " + variable + " is NULL" + since(trace, variable);
  }

  /** The variable in which the task of the last step found NULL last, or an empty string. */
  static String nullVariable(Trace trace) {
    List<Trace.Step> steps = trace.steps();
    int task = steps.isEmpty() ? -1 : steps.get(steps.size() - 1).task();
    for (int i = steps.size() - 1; i >= 0; i--) {
      Trace.Step step = steps.get(i);
      if (step.task() == task && step.ends() && i < steps.size() - 1) {
        return "";
      }
      for (int e = step.events().size() - 1; step.task() == task && e >= 0; e--) {
        Trace.Event event = step.events().get(e);
        if (Statements.isRead(event) && event.value().equals("NULL")) {
          return event.object();
        }
      }
    }
    return "";
  }

  private static String since(Trace trace, String object) {
    for (int i = trace.steps().size() - 1; i >= 0; i--) {
      Trace.Step step = trace.steps().get(i);
      for (Trace.Event event : step.events()) {
        if (event.object().equals(object)
            && event.op().startsWith("WRITE")
            && event.value().equals("NULL")) {
          return ", as "
              + trace.tasks().get(step.task())
              + " left it at step "
              + (i + 1)
              + (event.function().isEmpty() ? "" : " in " + event.function() + "()");
        }
      }
    }
    return "";
  }
}
