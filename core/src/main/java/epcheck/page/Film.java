package epcheck.page;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Trace;
import epcheck.explore.Verdict.Violation;
import epcheck.kernel.Model;
import epcheck.scenario.ScenarioModel;
import java.util.ArrayList;
import java.util.List;

/**
 * A counterexample state by state.
 *
 * @param first what stands in the cells of all tables before the first step, row by row
 * @param steps what each step changes
 * @param repeatsAfter of a livelock after how many steps the last state was there before, so that
 *     the steps since then repeat for ever; else -1
 */
record Film(List<Table> tables, List<String> first, List<List<Change>> steps, int repeatsAfter) {
  /** A cell has another value from here on. */
  record Change(int cell, String value) {}

  Film {
    tables = List.copyOf(tables);
    first = List.copyOf(first);
    steps = List.copyOf(steps);
  }

  /**
   * Runs the schedule once more, and looks at every state of the model. What is not known to be a
   * scenario on a driver has the state of its tasks alone.
   */
  static Film of(Model model, Options options, Violation violation) {
    Trace trace = violation.trace();
    TaskState tasks = new TaskState(trace);
    List<DriverState> driver = new ArrayList<>();
    Model watched =
        model instanceof ScenarioModel scenario
            ? setup ->
                driver.add(new DriverState(scenario.buildDriver(setup), scenario.revision(), trace))
            : model;
    List<List<String>> frames = new ArrayList<>();
    List<Long> states = new ArrayList<>();
    new Explorer(watched, options)
        .replay(
            violation.schedule(),
            state -> {
              List<String> cells = new ArrayList<>(tasks.after(frames.size()));
              driver.forEach(d -> cells.addAll(d.values()));
              frames.add(cells);
              states.add(state);
            });
    List<Table> tables = new ArrayList<>(List.of(tasks.table()));
    driver.forEach(d -> tables.addAll(d.tables()));
    boolean livelock = violation.finding().oracle().equals("livelock");
    return new Film(tables, frames.get(0), changes(frames), livelock ? lastIsAlso(states) : -1);
  }

  private static int lastIsAlso(List<Long> states) {
    int last = states.size() - 1;
    return states.subList(0, last).lastIndexOf(states.get(last));
  }

  private static List<List<Change>> changes(List<List<String>> frames) {
    List<List<Change>> steps = new ArrayList<>();
    for (int i = 1; i < frames.size(); i++) {
      List<Change> changes = new ArrayList<>();
      for (int cell = 0; cell < frames.get(i).size(); cell++) {
        String value = frames.get(i).get(cell);
        if (!value.equals(frames.get(i - 1).get(cell))) {
          changes.add(new Change(cell, value));
        }
      }
      steps.add(changes);
    }
    return steps;
  }
}
