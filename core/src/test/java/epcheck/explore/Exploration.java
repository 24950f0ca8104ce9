package epcheck.explore;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs a {@link Search} as {@link Explorer} does, on the calling thread, and keeps everything that
 * it meets: every final and every stuck state rather than one example of each kind.
 */
public final class Exploration implements Model.Setup {
  private final Machine machine;
  private final Kernel kernel;
  private final List<Rule> always = new ArrayList<>();
  private final List<Rule> atEnd = new ArrayList<>();
  private final List<Supplier<String>> outcomes = new ArrayList<>();

  private final Set<String> seenOutcomes = new TreeSet<>();
  private final Set<String> seenViolations = new TreeSet<>();
  private final Set<String> seenStuck = new TreeSet<>();
  private final Set<String> seenEndless = new TreeSet<>();
  private long stuckVisits;

  /**
   * What was met.
   *
   * @param completeTraces visits of final and of stuck states: without state matching, the complete
   *     executions
   * @param violations the rule, the task, its entry point, and how many operations it had performed
   *     in it
   * @param stuck where each unfinished task stands, and the outcome so far
   * @param endless the tasks that can go round for ever, and a state that they come back to: where
   *     each unfinished task stands there, and the outcome so far
   * @param races the fields with a data race
   * @param sections for each lock, those of readers apart, the steps of its longest section, with a
   *     plus if one has a loop in it that started over
   * @param promoted the slots that became scheduling points
   */
  public record Result(
      long states,
      long transitions,
      long completeTraces,
      Set<String> outcomes,
      Set<String> violations,
      Set<String> stuck,
      Set<String> endless,
      Set<String> races,
      Map<String, String> sections,
      List<String> promoted) {}

  private Exploration(Model model, Granularity granularity) {
    machine = new Machine(granularity);
    kernel = new ExploredKernel(machine);
    model.build(this);
  }

  /**
   * Explores a model to the end.
   *
   * @param limit an exploration that visits more states than that has gone wild
   */
  public static Result of(
      Model model, Granularity granularity, boolean matchStates, boolean sleepSets, long limit) {
    Exploration exploration = new Exploration(model, granularity);
    return exploration.run(matchStates, sleepSets, limit);
  }

  private Result run(boolean matchStates, boolean sleepSets, long limit) {
    long[] left = {limit};
    always.add(
        new Rule() {
          @Override
          public String name() {
            return "limit";
          }

          @Override
          public String breach() {
            if (--left[0] < 0) {
              throw new IllegalStateException("more than " + limit + " states");
            }
            return null;
          }
        });
    Search search = new Search(machine, always, atEnd, matchStates, sleepSets);
    search.findings.onFinalState(m -> seenOutcomes.add(outcome()));
    search.findings.onEach(this::note);
    search.run();
    return new Result(
        search.states(),
        search.transitions(),
        search.finalStates() + stuckVisits,
        seenOutcomes,
        seenViolations,
        seenStuck,
        seenEndless,
        search.findings.races().stream()
            .map(race -> race.variable().replaceFirst(".*->", ""))
            .collect(Collectors.toCollection(TreeSet::new)),
        machine.sections.take().stream()
            .collect(
                Collectors.toMap(
                    section -> machine.slots.name(section.slot()) + reader(section.use()),
                    section -> section.steps() + (section.loops() ? "+" : ""),
                    (a, b) -> a + " and " + b,
                    TreeMap::new)),
        machine.slots.promoted().stream().map(machine.slots::name).toList());
  }

  private static String reader(LockUse use) {
    return use.reads() ? "(R)" : "";
  }

  private void note(Finding finding, int lastTask) {
    if (finding.oracle().equals("livelock") && machine.enabled() != 0) {
      String going = finding.text().replaceFirst(" can go round.*", "");
      seenEndless.add(going + " at" + standing());
    } else if (finding.oracle().equals("deadlock") || finding.oracle().equals("livelock")) {
      stuckVisits++;
      seenStuck.add(finding.oracle() + standing());
    } else if (!finding.oracle().equals("warn-on")) {
      seenViolations.add(finding.oracle() + " in " + where(machine.task(lastTask)));
    } else {
      seenViolations.add(finding.oracle() + " in " + machine.task(lastTask).name);
    }
  }

  private String standing() {
    StringBuilder out = new StringBuilder();
    for (int t = 0; t < machine.taskCount(); t++) {
      if ((machine.unfinished() >> t & 1) != 0) {
        out.append("; ").append(where(machine.task(t)));
      }
    }
    return out + ": " + outcome();
  }

  /**
   * A down_write that has to queue counts as one operation: whether it has to depends on the
   * granularity.
   */
  private static String where(Task task) {
    long operations =
        IntStream.range(task.base, task.top)
            .filter(i -> Op.of(task.signature[i]) != Op.DOWN_WRITE_QUEUED)
            .count();
    return task.name + " call " + task.call + " after " + operations + " operations";
  }

  private String outcome() {
    return outcomes.stream().map(Supplier::get).collect(Collectors.joining("; "));
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public int task(String name, List<EntryPoint> calls) {
    return machine.addTask(name, calls);
  }

  @Override
  public void always(Rule rule) {
    always.add(rule);
  }

  @Override
  public void atEnd(Rule rule) {
    atEnd.add(rule);
  }

  @Override
  public void outcome(Supplier<String> outcome) {
    outcomes.add(outcome);
  }
}
