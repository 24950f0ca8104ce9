package epcheck.report;

import epcheck.explore.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each task knows of each variable, and where that has become wrong: a task that looks again
 * at what another one has changed, or overwrites what it has never seen, is told so. That is where
 * most races are.
 */
final class Sightings {
  /** What a task knows, and since which step. */
  private record Sight(String value, int step) {}

  private record Change(String task, int step) {}

  private final IdentityHashMap<Trace.Event, String> remarks = new IdentityHashMap<>();

  Sightings(Trace trace) {
    List<Map<String, Sight>> seen = new ArrayList<>();
    trace.tasks().forEach(task -> seen.add(new HashMap<>()));
    Map<String, Change> changes = new HashMap<>();
    int number = 0;
    for (Trace.Step step : trace.steps()) {
      number++;
      String task = trace.tasks().get(step.task());
      Map<String, Sight> mine = seen.get(step.task());
      for (Trace.Event event : step.events()) {
        String variable = Access.variable(event);
        Sight before = mine.get(variable);
        Change change = changes.get(variable);
        String found = Access.valueBefore(event);
        boolean looks = Access.reads(event) || event.op().startsWith("WRITE");
        if (looks && before != null && !found.isEmpty() && !before.value.equals(found)) {
          String verb = Access.reads(event) ? "was " : "it saw ";
          remarks.put(event, verb + before.value + " at step " + before.step + by(change));
        }
        String value = Access.valueAfter(event);
        if (value.isEmpty()) {
          continue;
        }
        if (!Access.reads(event) && !value.equals(event.before())) {
          changes.put(variable, new Change(task, number));
        }
        mine.put(variable, new Sight(value, number));
      }
      if (step.ends()) {
        mine.clear();
      }
    }
  }

  private static String by(Change change) {
    return change == null ? "" : "; " + change.task + " changed it at step " + change.step;
  }

  /** What has changed since the task looked last, or an empty string. */
  String remark(Trace.Event event) {
    return remarks.getOrDefault(event, "");
  }
}
