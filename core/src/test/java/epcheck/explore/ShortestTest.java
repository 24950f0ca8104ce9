package epcheck.explore;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.fuzz.RandomModels;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Counterexamples are as short as can be, and replay. The measure is the plainest search: breadth
 * first over all schedules, one number of preemptions after the other, without any of the prunings
 * of {@link Shortest}.
 */
class ShortestTest {
  private static final int PROGRAMS = 120;

  /** A violation's price: preemptions first, then steps. */
  private record Price(int preemptions, int steps) {}

  @Test
  void counterexamplesHaveTheFewestPreemptionsAndThenTheFewestSteps() {
    int violations = 0;
    int preempted = 0;
    for (Model model : RandomModels.small(PROGRAMS)) {
      for (Granularity granularity : Granularity.values()) {
        Verdict verdict = new Explorer(model, Options.DEFAULT.with(granularity)).run(Progress.NONE);
        Map<String, Price> cheapest = cheapest(model, granularity, verdict);
        assertThat(verdict.complete()).isTrue();
        int compared = 0;
        for (Verdict.Violation v : verdict.violations()) {
          if (v.finding().oracle().equals(LockCycle.ORACLE)) {
            continue; // No matter of one state.
          }
          if (isEndless(v)) {
            // How soon a cycle closes depends on the way to its state, which both searches forget.
            cheapest.remove(v.finding().key());
            continue;
          }
          compared++;
          assertThat(v.shortest()).isTrue();
          assertThat(new Price(v.preemptions(), v.steps()))
              .as("%s", v.finding())
              .isEqualTo(cheapest.get(v.finding().key()));
          violations++;
          preempted += v.preemptions() > 0 ? 1 : 0;
        }
        assertThat(cheapest).hasSize(compared);
      }
    }
    assertThat(violations).as("violations compared").isGreaterThan(100);
    assertThat(preempted).as("violations that need a preemption").isGreaterThan(20);
  }

  @Test
  void replayOfASchedulesTokenFindsTheSameAgain() {
    int replays = 0;
    for (Model model : RandomModels.small(PROGRAMS)) {
      Verdict verdict = new Explorer(model, Options.DEFAULT).run(Progress.NONE);
      for (Verdict.Violation v : verdict.violations()) {
        Schedule schedule = Schedule.decode(v.schedule().encode());
        Explorer.Replay replay = new Explorer(model, Options.DEFAULT).replay(schedule);
        assertThat(replay.findings()).contains(v.finding());
        assertThat(replay.trace()).isEqualTo(v.trace());
        replays++;
      }
    }
    assertThat(replays).as("violations replayed").isGreaterThan(50);
  }

  private static boolean isEndless(Verdict.Violation violation) {
    return violation.finding().oracle().equals("livelock")
        && violation.finding().text().contains("go round for ever");
  }

  /**
   * All schedules by price; a state is looked at again unless it was reached at the very same
   * price.
   */
  private static Map<String, Price> cheapest(
      Model model, Granularity granularity, Verdict verdict) {
    Built built = new Built();
    built.machine = new Machine(granularity);
    built.kernel = new ExploredKernel(built.machine);
    model.build(built);
    Machine machine = built.machine;
    machine.promoteAll(
        verdict.violations().isEmpty()
            ? List.of()
            : verdict.violations().get(0).schedule().scheduledSlots());
    machine.start();
    Map<String, Price> cheapest = new HashMap<>();
    List<List<Integer>> level = List.of(List.of());
    for (int preemptions = 0; !level.isEmpty(); preemptions++) {
      Set<String> seen = new HashSet<>();
      List<List<Integer>> nextLevel = new ArrayList<>();
      List<List<Integer>> wave = new ArrayList<>(level);
      while (!wave.isEmpty()) {
        List<List<Integer>> nextWave = new ArrayList<>();
        wave.sort((a, b) -> Integer.compare(a.size(), b.size()));
        int shortest = wave.get(0).size();
        for (List<Integer> schedule : wave) {
          if (schedule.size() > shortest) {
            nextWave.add(schedule);
            continue;
          }
          look(machine, schedule, preemptions, cheapest, seen, nextWave, nextLevel);
        }
        wave = nextWave;
      }
      level = preemptions < 6 ? nextLevel : List.of();
    }
    return cheapest;
  }

  private static void look(
      Machine machine,
      List<Integer> schedule,
      int preemptions,
      Map<String, Price> cheapest,
      Set<String> seen,
      List<List<Integer>> nextWave,
      List<List<Integer>> nextLevel) {
    while (machine.depth() > 0) {
      machine.back();
    }
    Price price = new Price(preemptions, schedule.size());
    for (int task : schedule) {
      machine.step(task);
    }
    if (!schedule.isEmpty()) {
      machine.warnings().forEach(w -> cheapest.putIfAbsent(w.key(), price));
    }
    if (!schedule.isEmpty() && machine.hasBug()) {
      cheapest.putIfAbsent(machine.bug().key(), price);
      return;
    }
    int running = schedule.isEmpty() ? -1 : schedule.get(schedule.size() - 1);
    if (!seen.add(machine.fingerprint() + " " + running)) {
      return;
    }
    int enabled = machine.enabled();
    if (enabled == 0 && machine.unfinished() != 0) {
      cheapest.putIfAbsent(new WaitFor(machine).finding().key(), price);
    }
    boolean goesOn = running >= 0 && (enabled >> running & 1) != 0;
    boolean preempts = goesOn && !machine.betweenCalls(running);
    for (int task = 0; task < machine.taskCount(); task++) {
      if ((enabled >> task & 1) != 0) {
        List<Integer> longer = new ArrayList<>(schedule);
        longer.add(task);
        (preempts && task != running ? nextLevel : nextWave).add(longer);
      }
    }
  }

  private static final class Built implements Model.Setup {
    private Machine machine;
    private epcheck.kernel.Kernel kernel;

    @Override
    public epcheck.kernel.Kernel kernel() {
      return kernel;
    }

    @Override
    public int task(String name, List<EntryPoint> calls) {
      return machine.addTask(name, calls);
    }

    @Override
    public void always(Rule rule) {}

    @Override
    public void atEnd(Rule rule) {}

    @Override
    public void outcome(Supplier<String> outcome) {}
  }
}
