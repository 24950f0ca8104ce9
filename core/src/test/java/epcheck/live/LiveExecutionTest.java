package epcheck.live;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.KernelBug;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Work;
import epcheck.revision.Revisions;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real threads end as the explorer says that they can, in its words; and where they deadlock they
 * say so at once.
 */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveExecutionTest {
  /** None of the deadlocks below is one for having waited so long. */
  private static final Duration NEVER = Duration.ofDays(1);

  /** Two tasks that meet: each does its first half, waits for the other's, and goes on. */
  private static final class Meeting {
    final Model.Setup setup;
    final Kernel kernel;
    final Box a;
    final Box b;
    private final IntCell[] arrived;

    Meeting(Model.Setup setup) {
      this.setup = setup;
      kernel = setup.kernel();
      a = new Box(kernel, "A");
      b = new Box(kernel, "B");
      arrived =
          new IntCell[] {
            kernel.layout(null, "").intCell("arrived[0]", 0),
            kernel.layout(null, "").intCell("arrived[1]", 0)
          };
    }

    void meet(int me) {
      arrived[me].writeOnce(1);
      kernel.spinUntil(() -> arrived[1 - me].readOnce() != 0);
    }

    void tasks(Runnable first, Runnable second) {
      setup.task("ksgxd", List.of(new EntryPoint("first", first)));
      setup.task("oom", List.of(new EntryPoint("second", second)));
    }
  }

  private static Model meeting(Consumer<Meeting> body) {
    return setup -> body.accept(new Meeting(setup));
  }

  private static String runOnThreads(Model model, Duration deadline, Executor kworkers) {
    LiveExecution execution = LiveExecution.watched(model, deadline, kworkers);
    Tasks tasks = new Tasks();
    for (int t = 0; t < execution.tasks().size(); t++) {
      int task = t;
      tasks.race(() -> execution.run(task));
    }
    tasks.join();
    return execution.outcome();
  }

  private static String runOnThreads(Model model) {
    return runOnThreads(model, NEVER, LiveWorkers::onThreadOfItsOwn);
  }

  private static Set<String> possible(Model model) {
    return new Explorer(model, Options.DEFAULT).outcomes();
  }

  // ---- deadlocks

  static Stream<Arguments> deadlocks() {
    return Stream.of(
        deadlock(
            "ksgxd waits in spin_lock(&B->spin) (held by oom);"
                + " oom waits in spin_lock(&A->spin) (held by ksgxd)",
            m ->
                m.tasks(
                    () -> {
                      m.a.spin.lock();
                      m.meet(0);
                      m.b.spin.lock();
                    },
                    () -> {
                      m.b.spin.lock();
                      m.meet(1);
                      m.a.spin.lock();
                    })),
        deadlock(
            "ksgxd waits in mutex_lock(&B->mutex) (held by oom);"
                + " oom waits in mutex_lock(&A->mutex) (held by ksgxd)",
            m ->
                m.tasks(
                    () -> {
                      m.a.mutex.lock();
                      m.meet(0);
                      m.b.mutex.lock();
                    },
                    () -> {
                      m.b.mutex.lock();
                      m.meet(1);
                      m.a.mutex.lock();
                    })),
        deadlock(
            "ksgxd waits in down_write(&B->rwsem) [queued] (held by oom);"
                + " oom waits in down_read(&A->rwsem) (held by ksgxd)",
            m ->
                m.tasks(
                    () -> {
                      m.a.rwsem.downWrite();
                      m.meet(0);
                      m.b.rwsem.downWrite();
                    },
                    () -> {
                      m.b.rwsem.downRead();
                      m.meet(1);
                      m.a.rwsem.downRead();
                    })),
        deadlock(
            "ksgxd waits in mutex_lock(&A->mutex) (held by oom);"
                + " oom waits in synchronize_srcu(&A->srcu) [waits for readers] (reader: ksgxd)",
            m ->
                m.tasks(
                    () -> {
                      m.a.srcu.readLock();
                      m.meet(0);
                      m.a.mutex.lock();
                    },
                    () -> {
                      m.a.mutex.lock();
                      m.meet(1);
                      m.a.srcu.synchronize();
                    })),
        deadlock(
            "ksgxd waits in cancel_work_sync(&reclaim) [waits for its function]"
                + " (run by kworker/reclaim);"
                + " kworker/reclaim waits in mutex_lock(&A->mutex) (held by ksgxd)",
            m -> {
              Work work =
                  m.kernel.work(
                      "reclaim",
                      () -> {
                        m.meet(1);
                        m.a.mutex.lock();
                      });
              m.tasks(
                  () -> {
                    m.a.mutex.lock();
                    work.queue();
                    m.meet(0);
                    work.cancelSync();
                  },
                  () -> {});
            }));
  }

  private static Arguments deadlock(String text, Consumer<Meeting> body) {
    return Arguments.of("deadlock: " + text, meeting(body));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deadlocks")
  void aDeadlockIsToldAtOnceAndInTheWordsOfTheExplorer(String text, Model model) {
    assertThat(possible(model)).containsExactly(text);
    assertThat(runOnThreads(model)).isEqualTo(text);
  }

  // ---- other ends

  @Test
  void afterAnOopsTheOthersAreStoppedAndItIsTheOutcome() {
    Model model =
        meeting(
            m ->
                m.tasks(
                    () -> {
                      m.a.mutex.lock();
                      m.meet(0);
                      m.a.pointer.get().value.get();
                    },
                    () -> {
                      m.meet(1);
                      m.a.mutex.lock();
                      m.a.mutex.unlock();
                    }));
    assertThat(possible(model)).containsExactly("null-dereference");
    assertThat(runOnThreads(model)).isEqualTo("null-dereference");
  }

  @Test
  void anOopsOfAKworkerIsTheOutcome() {
    Model model =
        meeting(
            m -> {
              Work work =
                  m.kernel.work(
                      "reclaim",
                      () -> {
                        throw new KernelBug("use-after-free", "");
                      });
              m.tasks(work::queue, () -> {});
            });
    assertThat(runOnThreads(model)).isEqualTo("use-after-free");
  }

  @Test
  void aRetryLoopThatNeverEndsHangs() {
    Model model =
        meeting(m -> m.tasks(() -> m.kernel.spinUntil(() -> false), () -> m.a.mutex.lock()));
    assertThat(runOnThreads(model, Duration.ofMillis(20), LiveWorkers::onThreadOfItsOwn))
        .isEqualTo("hung-task");
  }

  @Test
  void aWarningIsTheOutcome() {
    Model model =
        meeting(m -> m.tasks(() -> m.kernel.warnOn(m.a.value.readOnce() == 0, "text"), () -> {}));
    assertThat(possible(model)).contains("warn-on");
    assertThat(runOnThreads(model)).isEqualTo("warn-on");
  }

  @Test
  void brokenRulesAreTheOutcomeAndElseWhatTheModelObserves() {
    Model model =
        meeting(
            m -> {
              m.setup.atEnd(rule("lost-page", () -> m.a.value.get() == 1));
              m.setup.atEnd(rule("lost-charge", () -> m.a.value.get() == 1));
              m.setup.outcome(() -> "A " + m.a.value.get());
              m.setup.outcome(() -> "B " + m.b.value.get());
              m.tasks(() -> m.a.value.writeOnce(1), () -> m.a.value.writeOnce(2));
            });
    assertThat(possible(model)).containsExactly("A 2; B 0", "lost-page, lost-charge");
    assertThat(runOnThreads(model)).isIn("A 2; B 0", "lost-page, lost-charge");
  }

  private static Rule rule(String name, BooleanSupplier broken) {
    return new Rule() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String breach() {
        return broken.getAsBoolean() ? "broken" : null;
      }
    };
  }

  @Test
  void underAHarnessThatSchedulesWhoNeedsWhatADeadTaskHoldsDiesOfTheSame() {
    LiveExecution execution =
        LiveExecution.scheduled(
            setup -> {
              Layout layout = setup.kernel().layout(null, "box");
              Mutex mutex = layout.mutex("mutex");
              SpinLock spinLock = layout.spinLock("spin");
              setup.task(
                  "dies",
                  List.of(
                      new EntryPoint(
                          "lock",
                          () -> {
                            mutex.lock();
                            spinLock.lock();
                            throw setup.kernel().bug("use-after-free", "on purpose");
                          })));
              setup.task("sleeps", List.of(new EntryPoint("lock", mutex::lock)));
              setup.task("spins", List.of(new EntryPoint("lock", spinLock::lock)));
            });
    for (int task = 0; task < 3; task++) {
      execution.run(task);
    }
    assertThat(execution.outcome()).isEqualTo("use-after-free");
    assertThat(execution.isViolated()).isTrue();
  }

  @Test
  void underAHarnessThatSchedulesRulesLookBetweenSteps() {
    LiveExecution execution =
        LiveExecution.scheduled(
            setup -> {
              setup.task(
                  "observed",
                  List.of(
                      new EntryPoint(
                          "call", () -> setup.kernel().observe(rule("seen", () -> true)))));
              setup.task(
                  "required",
                  List.of(
                      new EntryPoint(
                          "call", () -> setup.kernel().require(rule("ends", () -> true)))));
            });
    execution.run(0);
    assertThat(execution.observed()).containsExactly("seen");
    assertThat(execution.isViolated()).isFalse();
    execution.run(1);
    assertThat(execution.outcome()).isEqualTo("ends");
  }

  /** With sleepers, spinners, readers and kworkers, on two CPUs: nobody is called deadlocked. */
  @ParameterizedTest
  @CsvSource({
    "close-vs-reclaim, mainline",
    "close-vs-reclaim, v5",
    "fork-vs-reclaim, v5",
    "two-reclaimers, mainline",
    "kill-vs-exit, v5",
    "low-watermark, mainline"
  })
  void aScenarioEndsAsTheExplorerSays(String scenario, String revision) {
    ScenarioModel model =
        new ScenarioModel(ShippedScenarios.load(scenario), Revisions.named(revision).orElseThrow());
    Set<String> possible =
        scenario.equals("kill-vs-exit") ? Set.of("A released; 3 free") : possible(model);
    for (int i = 0; i < 300; i++) {
      assertThat(runOnThreads(model)).isIn(possible);
    }
  }
}
