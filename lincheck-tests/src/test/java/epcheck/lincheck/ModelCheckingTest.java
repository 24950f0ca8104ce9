package epcheck.lincheck;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Work;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Lincheck makes of models so small that one can say what it must. */
class ModelCheckingTest {
  private static final int BUDGET = 200;

  private static Layout layout(Model.Setup setup) {
    return setup.kernel().layout(null, "box");
  }

  private static EntryPoint call(Runnable body) {
    return new EntryPoint("call", body);
  }

  /** Two tasks add one, and none locks. */
  private static void lostUpdate(Model.Setup setup) {
    IntCell count = layout(setup).intCell("count", 0);
    EntryPoint add = call(() -> count.set(count.get() + 1));
    setup.task("A", List.of(add));
    setup.task("B", List.of(add));
    setup.outcome(() -> "count " + count.get());
  }

  @Test
  void itSwitchesBetweenTwoAccessesAndTellsWhenThereIsNoOtherSchedule() {
    int budget = 10_000;
    Tried tried = ModelChecking.explore(ModelCheckingTest::lostUpdate, budget);
    assertThat(tried.sightings().outcomes()).containsOnlyKeys("count 1", "count 2");
    assertThat(tried.isFinished()).isTrue();
    assertThat(tried.sightings().invocations()).isLessThan(budget);
    assertThat(tried.violations()).isEmpty();
  }

  private static void abba(Model.Setup setup) {
    Layout layout = layout(setup);
    Mutex first = layout.mutex("first");
    Mutex second = layout.mutex("second");
    setup.task("A", List.of(call(() -> nested(first, second))));
    setup.task("B", List.of(call(() -> nested(second, first))));
    setup.outcome(() -> "done");
  }

  private static void nested(Mutex outer, Mutex inner) {
    outer.lock();
    inner.lock();
    inner.unlock();
    outer.unlock();
  }

  @Test
  void tasksThatWaitForEachOtherAreADeadlockAndTheTraceHasBoth() {
    Tried tried = ModelChecking.explore(ModelCheckingTest::abba, BUDGET);
    assertThat(tried.hung()).isTrue();
    assertThat(tried.violations()).containsExactly("hangs");
    Trace trace = Trace.of(tried.report(), List.of("A", "B"));
    assertThat(trace.switches()).isEqualTo(1);
    assertThat(trace.lines()).anyMatch(line -> line.contains("held(true)"));
  }

  /** A task that dies with a lock held, which another one needs. */
  private static void deadHolder(Model.Setup setup) {
    Kernel kernel = setup.kernel();
    Layout layout = layout(setup);
    SpinLock spinLock = layout.spinLock("spin");
    Mutex mutex = layout.mutex("mutex");
    setup.task(
        "A",
        List.of(
            call(
                () -> {
                  mutex.lock();
                  spinLock.lock();
                  throw kernel.bug("use-after-free", "on purpose");
                })));
    setup.task(
        "B",
        List.of(
            call(
                () -> {
                  mutex.lock();
                  mutex.unlock();
                })));
    setup.task(
        "C",
        List.of(
            call(
                () -> {
                  spinLock.lock();
                  spinLock.unlock();
                })));
    setup.outcome(() -> "done");
  }

  @Test
  void whoWaitsForADeadTaskIsNotDeadlocked() {
    Tried tried = ModelChecking.explore(ModelCheckingTest::deadHolder, BUDGET);
    assertThat(tried.hung()).isFalse();
    assertThat(tried.violations()).containsExactly("use-after-free");
  }

  /** The kworker finds the flag set, or not. */
  private static void racesWithKworker(Model.Setup setup) {
    Kernel kernel = setup.kernel();
    IntCell flag = layout(setup).intCell("flag", 0);
    Work work =
        kernel.work(
            "work",
            () -> {
              if (flag.get() == 1) {
                throw kernel.bug("released-in-use", "on purpose");
              }
            });
    setup.task(
        "A",
        List.of(
            call(
                () -> {
                  work.queue();
                  flag.set(1);
                })));
    setup.task("B", List.of(call(flag::get)));
    setup.outcome(() -> "done");
  }

  @Test
  void whatAKworkerDiesOfIsTheOutcome() {
    Tried tried = ModelChecking.explore(ModelCheckingTest::racesWithKworker, BUDGET);
    assertThat(tried.sightings().outcomes()).containsOnlyKeys("done", "released-in-use");
  }

  @Test
  void theFirstViolationIsTheSameWhenOnlyThatIsLookedFor() {
    Tried all = ModelChecking.explore(ModelCheckingTest::racesWithKworker, BUDGET);
    Tried first = ModelChecking.untilViolation(ModelCheckingTest::racesWithKworker, BUDGET);
    assertThat(first.firstViolation().orElseThrow().first())
        .isEqualTo(all.firstViolation().orElseThrow().first());
    assertThat(first.report()).isNotEmpty();
    assertThat(all.report()).isEmpty();
  }
}
