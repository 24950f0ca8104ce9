package epcheck.report;

import epcheck.explore.Finding;
import epcheck.explore.Trace;
import java.util.List;

/** Why the scheduler switched from one task to another. */
final class Switches {
  private final Trace trace;
  private final Finding finding;
  private final Holdings holdings;
  private final long preemptions;

  Switches(Trace trace, Finding finding, Holdings holdings) {
    this.trace = trace;
    this.finding = finding;
    this.holdings = holdings;
    this.preemptions = trace.steps().stream().filter(Trace.Step::preempts).count();
  }

  /** Whether another task than before takes this step (counted from 0). */
  boolean before(int step) {
    return step > 0 && trace.steps().get(step).task() != trace.steps().get(step - 1).task();
  }

  /** The reason, for a step before which there is a switch. */
  String reason(int step) {
    Trace.Step last = trace.steps().get(step - 1);
    String name = trace.tasks().get(last.task());
    if (trace.steps().get(step).preempts()) {
      long number =
          1 + trace.steps().subList(0, step).stream().filter(Trace.Step::preempts).count();
      return "preemption"
          + (preemptions > 1 ? " " + number + " of " + preemptions : "")
          + ": "
          + name
          + whereItStops(step, last)
          + ", holding "
          + list(holdings.after(step - 1, last.task()));
    }
    return name + " " + why(step, last);
  }

  /**
   * For example {@code in sgx_epc_oom(), before it reads page#2->flags}: what the task does when it
   * runs again.
   */
  private String whereItStops(int step, Trace.Step last) {
    for (int i = step; i < trace.steps().size(); i++) {
      Trace.Step later = trace.steps().get(i);
      if (later.task() == last.task()) {
        return later.events().isEmpty() ? crash(i, last) : stop(later.events().get(0));
      }
    }
    return in(function(last));
  }

  private static String stop(Trace.Event next) {
    String what = next.statement().strip().replaceFirst(" =$", "");
    return in(next.function())
        + switch (next.op()) {
          case "READ" -> ", before it reads " + what;
          case "WRITE" -> ", before it writes " + what;
          default -> ", before " + what;
        };
  }

  /** The next step of the task has no events since it crashes at once, in the last step of all. */
  private String crash(int step, Trace.Step last) {
    boolean known = step == trace.steps().size() - 1 && !finding.function().isEmpty();
    return in(known ? finding.function() : function(last));
  }

  private String why(int step, Trace.Step last) {
    if (last.ends()) {
      boolean goesOn =
          trace.steps().subList(step, trace.steps().size()).stream()
              .anyMatch(later -> later.task() == last.task());
      return goesOn ? "returns to user space from " + last.call() : "finishes " + last.call();
    }
    return blocked(step - 1, last.blockedOn(), function(last));
  }

  /** For example {@code blocks on mutex_lock(&A->lock), held by ksgxd}. */
  private String blocked(int step, String statement, String function) {
    if (statement.isEmpty()) {
      return "goes no further for now";
    }
    if (statement.startsWith("cpu_relax")) {
      return "retries" + in(function) + ": waits until something that it has read changes";
    }
    List<String> holders = holdings.holders(step, Names.objectOf(statement));
    holders.remove(trace.tasks().get(trace.steps().get(step).task()));
    String by = statement.contains("[waits for readers]") ? ", reader: " : ", held by ";
    boolean waits = statement.contains("srcu(") || statement.contains("cancel_work_sync(");
    return (waits ? "waits in " : "blocks on ")
        + statement.replaceFirst(" \\[waits for .*]", "")
        + (holders.isEmpty() ? "" : by + list(holders));
  }

  private static String function(Trace.Step step) {
    List<Trace.Event> events = step.events();
    return events.isEmpty() ? "" : events.get(events.size() - 1).function();
  }

  private static String in(String function) {
    return function.isEmpty() ? "" : " in " + function + "()";
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "no lock" : String.join(", ", names);
  }
}
