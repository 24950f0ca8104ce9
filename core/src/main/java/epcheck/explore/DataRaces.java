package epcheck.explore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds data races: states in which two tasks have stopped before conflicting accesses to the same
 * slot, one of them plain. No happens-before relation is needed, since every interleaving is
 * visited; and an access that never is a scheduling point is one that its guard covers.
 */
final class DataRaces {
  private final Machine machine;
  private final Set<Long> seen = new HashSet<>();
  private final Map<String, DataRace> found = new LinkedHashMap<>();

  DataRaces(Machine machine) {
    this.machine = machine;
  }

  void forget() {
    seen.clear();
    found.clear();
  }

  /** Looks at the current state. */
  void look() {
    for (int i = 1; i < machine.taskCount(); i++) {
      int a = machine.task(i).pending;
      if (a < 0 || !Op.of(a).accessesData()) {
        continue;
      }
      for (int j = 0; j < i; j++) {
        int b = machine.task(j).pending;
        if (b >= 0 && Op.slot(a) == Op.slot(b) && conflict(Op.of(a), Op.of(b))) {
          note(machine.task(j), machine.task(i));
        }
      }
    }
  }

  private static boolean conflict(Op a, Op b) {
    return b.accessesData() && (a.plain() || b.plain()) && (a.writesData() || b.writesData());
  }

  private void note(Task first, Task second) {
    long where =
        Hash.mix((long) first.pending << 32 | first.top - first.base) * 31
            + Hash.mix((long) second.pending << 32 | second.top - second.base)
            + (first.id << 4 | second.id);
    if (!seen.add(where)) {
      return;
    }
    DataRace.Access one = access(first);
    DataRace.Access two = access(second);
    String variable = machine.slots.name(Op.slot(first.pending));
    String field = variable.substring(variable.lastIndexOf('>') + 1);
    String key = field + Op.of(first.pending) + one.stack() + Op.of(second.pending) + two.stack();
    if (found.putIfAbsent(key, new DataRace(variable, one, two)) == null) {
      machine.journal.learned();
    }
  }

  private DataRace.Access access(Task task) {
    Op op = Op.of(task.pending);
    return new DataRace.Access(task.name, op.writesData(), !op.plain(), machine.stackOf(task));
  }

  List<DataRace> found() {
    return new ArrayList<>(found.values());
  }
}
