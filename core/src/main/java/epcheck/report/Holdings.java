package epcheck.report;

import epcheck.explore.Trace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which locks every task holds after every step, as lockdep would count them: SRCU read sections
 * too.
 */
public final class Holdings {
  private final List<List<Set<String>>> afterStep = new ArrayList<>();
  private final Trace trace;

  public Holdings(Trace trace) {
    this.trace = trace;
    List<Set<String>> now = new ArrayList<>();
    trace.tasks().forEach(task -> now.add(Set.of()));
    for (Trace.Step step : trace.steps()) {
      now.set(step.task(), after(step, now.get(step.task())));
      afterStep.add(new ArrayList<>(now));
    }
  }

  private static Set<String> after(Trace.Step step, Set<String> before) {
    Set<String> held = new LinkedHashSet<>(before);
    for (Trace.Event event : step.events()) {
      String object = event.object();
      switch (event.op()) {
        case "DOWN_READ" -> held.add(object + "(R)");
        case "DOWN_WRITE_QUEUED" -> held.add(object + "(W)");
        case "DOWN_WRITE", "DOWN_WRITE_NESTED" -> {
          if (event.value().isEmpty()) {
            held.add(object + "(W)");
          }
        }
        case "UP_READ" -> held.remove(object + "(R)");
        case "UP_WRITE" -> held.remove(object + "(W)");
        case "DOWNGRADE_WRITE" -> {
          held.remove(object + "(W)");
          held.add(object + "(R)");
        }
        case "SPIN_LOCK", "MUTEX_LOCK" -> held.add(object);
        case "SPIN_TRYLOCK", "MUTEX_TRYLOCK" -> {
          if (event.value().equals("true")) {
            held.add(object);
          }
        }
        case "SPIN_UNLOCK", "MUTEX_UNLOCK" -> held.remove(object);
        case "SRCU_READ_LOCK" -> held.add(srcu(object));
        case "SRCU_READ_UNLOCK" -> held.remove(srcu(object));
        default -> {
          // No lock.
        }
      }
    }
    return held;
  }

  private static String srcu(String object) {
    return object + "(R)";
  }

  /**
   * What a task holds after a step (counted from 0); before the first step nobody holds anything.
   */
  public List<String> after(int step, int task) {
    return step < 0 ? List.of() : List.copyOf(afterStep.get(step).get(task));
  }

  /** The names of the tasks that hold a lock after a step. */
  public List<String> holders(int step, String lock) {
    List<String> names = new ArrayList<>();
    for (int t = 0; t < trace.tasks().size(); t++) {
      for (String held : after(step, t)) {
        if (held.equals(lock) || held.startsWith(lock + "(")) {
          names.add(trace.tasks().get(t));
        }
      }
    }
    return names;
  }
}
