package epcheck.page;

import epcheck.explore.Trace;
import epcheck.report.Holdings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What each task that takes part does, holds and waits for after each step of a trace. */
final class TaskState {
  /** How a kworker waits for work. */
  private static final String IDLE = "process_one_work(";

  private static final Pattern LOCK = Pattern.compile("^(spin_lock|mutex_lock|down_\\w+)\\(");
  private static final Pattern OBJECT = Pattern.compile("\\(&([^,)]+)[,)]");

  private final Trace trace;
  private final Holdings holdings;

  /** Those that take a step. */
  private final int[] tasks;

  TaskState(Trace trace) {
    this.trace = trace;
    holdings = new Holdings(trace);
    tasks = trace.steps().stream().mapToInt(Trace.Step::task).sorted().distinct().toArray();
  }

  Table table() {
    List<String> names = IntStream.of(tasks).mapToObj(trace.tasks()::get).toList();
    return new Table("Tasks", List.of("in", "holds", "waits for"), names);
  }

  /** What stands in the cells after so many steps, row by row. */
  List<String> after(int steps) {
    List<String> cells = new ArrayList<>();
    for (int task : tasks) {
      List<String> held = holdings.after(steps - 1, task);
      Trace.Step last = lastStep(task, steps);
      boolean running = steps > 0 && trace.steps().get(steps - 1).task() == task;
      cells.add(last == null ? "(not begun)" : running ? call(last) : call(last) + stopped(last));
      cells.add(held.isEmpty() ? "-" : String.join(", ", held));
      cells.add(last == null ? "-" : waits(last, steps));
    }
    return cells;
  }

  private Trace.Step lastStep(int task, int steps) {
    for (int i = steps - 1; i >= 0; i--) {
      if (trace.steps().get(i).task() == task) {
        return trace.steps().get(i);
      }
    }
    return null;
  }

  private static String call(Trace.Step step) {
    if (!step.ends()) {
      return step.call();
    }
    return step.blockedOn().startsWith(IDLE) ? "(idle)" : "user space, after " + step.call();
  }

  /** The function that it is in while others run. */
  private static String stopped(Trace.Step step) {
    int events = step.events().size();
    String function = events == 0 ? "" : step.events().get(events - 1).function();
    return step.ends() || function.isEmpty() ? "" : ": " + function + "()";
  }

  /** What the task could not do when it stopped, unless it is a lock that nobody holds by now. */
  private String waits(Trace.Step step, int steps) {
    String what = step.blockedOn();
    if (what.isEmpty() || what.startsWith(IDLE)) {
      return "-";
    }
    if (what.startsWith("cpu_relax(")) {
      return "a change of what it has read";
    }
    Matcher object = OBJECT.matcher(what);
    List<String> holders =
        object.find() ? holdings.holders(steps - 1, object.group(1)) : new ArrayList<>();
    holders.remove(trace.tasks().get(step.task()));
    if (holders.isEmpty()) {
      return LOCK.matcher(what).find() ? "-" : what;
    }
    return what + ", held by " + String.join(", ", holders);
  }
}
