package epcheck.explore;

import epcheck.kernel.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Explains a state in which nothing can go on: who waits for what, and who keeps it from them. If a
 * task among them waits in a retry loop it is a livelock, else a deadlock.
 */
final class WaitFor {
  private final Machine machine;

  WaitFor(Machine machine) {
    this.machine = machine;
  }

  Finding finding() {
    List<String> waits = new ArrayList<>();
    List<Waiting> waiting = new ArrayList<>();
    List<String> functions = new ArrayList<>();
    boolean livelock = false;
    for (int t = 0; t < machine.taskCount(); t++) {
      if ((machine.unfinished() >> t & 1) != 0) {
        Task task = machine.task(t);
        livelock |= Op.of(task.pending) == Op.CPU_RELAX;
        waits.add(describe(task));
        List<String> stack = machine.stackOf(task);
        waiting.add(waiting(task, stack));
        functions.add(stack.isEmpty() ? task.callName() : stack.get(0));
      }
    }
    functions.sort(null);
    return new Finding(
        livelock ? "livelock" : Outcome.DEADLOCK,
        String.join("; ", waits),
        List.of(String.join(", ", functions)),
        waiting);
  }

  private Waiting waiting(Task task, List<String> stack) {
    if (Op.of(task.pending) == Op.CPU_RELAX) {
      return new Waiting(task.name, "", "", task.held.names(), stack);
    }
    LockClass lock = machine.order.classAt(Op.slot(task.pending));
    return new Waiting(
        task.name,
        machine.slots.describe(task.pending),
        lock == null ? "" : lock.name,
        task.held.names(),
        stack);
  }

  private String describe(Task task) {
    Op op = Op.of(task.pending);
    if (op == Op.CPU_RELAX) {
      return task.name + " retries for ever: nothing that it looks at can change any more";
    }
    int blockers = machine.blockers(task);
    String by = blockers == 0 ? "" : " (" + role(op) + names(blockers) + ")";
    return task.name + " waits in " + machine.slots.describe(task.pending) + by;
  }

  /** What those are that keep a task from going on. */
  private static String role(Op op) {
    return switch (op) {
      case SYNCHRONIZE_SRCU_WAIT, SRCU_GRACE_PERIOD -> "reader: ";
      case CANCEL_WORK_SYNC, CANCEL_WORK_SYNC_WAIT -> "run by ";
      default -> "held by ";
    };
  }

  private String names(int mask) {
    List<String> names = new ArrayList<>();
    for (int t = 0; t < machine.taskCount(); t++) {
      if ((mask >> t & 1) != 0) {
        names.add(machine.task(t).name);
      }
    }
    return names.stream().collect(Collectors.joining(", "));
  }
}
