package epcheck.explore;

import epcheck.explore.Coverage.Contest;
import epcheck.explore.Coverage.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Notes what a search comes past.
 *
 * <p>Where a task stands in its code follows from what it has observed, so one look at the stack is
 * enough for each thing that a task can have observed; there are far fewer of those than states.
 */
final class CoverageListener implements StepListener {
  private final Machine machine;
  private final Set<Long> seen = new HashSet<>();
  private final Set<String> functions = new TreeSet<>();

  /** By what it has observed, the function that a stopped task is in. */
  private final Map<Long, String> stoppedIn = new HashMap<>();

  private final Set<Contest> contests = new HashSet<>();

  CoverageListener(Machine machine) {
    this.machine = machine;
  }

  Coverage coverage() {
    List<Contest> sorted = new ArrayList<>(contests);
    sorted.sort(Comparator.comparing(Contest::object).thenComparing(Contest::toString));
    return new Coverage(List.copyOf(functions), sorted);
  }

  @Override
  public void performed(Task task, int signature, int observed, int left) {
    if (seen.add(Hash.chain(task.fingerprint(), signature))) {
      functions.addAll(KernelStack.capture());
    }
  }

  @Override
  public void stopped(Task task, int signature) {
    stoppedIn.computeIfAbsent(
        task.fingerprint(), state -> KernelStack.capture().stream().findFirst().orElse(""));
    look(task, machine.taskCount());
  }

  @Override
  public void returned(Task task) {
    if (task.done()) {
      look(task, task.id);
    }
  }

  /**
   * Looks at the state between two steps, in which one task may have come to its end. In the
   * initial state all tasks are there once the last one is.
   */
  private void look(Task last, int done) {
    int tasks = machine.depth() > 0 || last.id == machine.taskCount() - 1 ? machine.taskCount() : 0;
    for (int t = 0; t < tasks; t++) {
      for (int u = t + 1; u < tasks; u++) {
        if (t != done && u != done && conflict(machine.task(t), machine.task(u))) {
          contests.add(contest(machine.task(t), machine.task(u)));
        }
      }
    }
  }

  private static boolean conflict(Task one, Task other) {
    return one.pending >= 0
        && other.pending >= 0
        && Op.slot(one.pending) == Op.slot(other.pending)
        && Op.of(one.pending).conflicts(Op.of(other.pending))
        && one.condition.holds(one)
        && other.condition.holds(other);
  }

  private Contest contest(Task one, Task other) {
    List<Side> sides =
        Stream.of(side(one), side(other)).sorted(Comparator.comparing(Side::toString)).toList();
    return new Contest(machine.slots.name(Op.slot(one.pending)), sides.get(0), sides.get(1));
  }

  private Side side(Task task) {
    String assigned = Op.of(task.pending) == Op.WRITE ? "..." : "";
    String statement = machine.slots.describe(task.pending) + assigned;
    return new Side(task.name, statement, stoppedIn.getOrDefault(task.fingerprint(), ""));
  }
}
