package epcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.LockSection;
import epcheck.explore.LockUnion;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.SectionUnion;
import epcheck.explore.Verdict;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How long locks are held, in steps of the holder, counted by hand. {@link DifferentialTest} holds
 * the same against brute force.
 */
class CriticalSectionsTest {
  /** A driver's locks, a variable that one of them guards, and some that nothing does. */
  private static final class Driver {
    final Kernel kernel;
    final SpinLock spin;
    final Mutex mutex;
    final Mutex inner;
    final RwSemaphore sem;
    final Srcu srcu;
    final IntCell guarded;
    final IntCell flag;
    final IntCell x;

    Driver(Kernel kernel) {
      this.kernel = kernel;
      Layout globals = kernel.layout(null, "");
      spin = globals.spinLock("spin");
      mutex = globals.mutex("mutex");
      inner = globals.mutex("inner");
      sem = globals.rwSemaphore("sem");
      srcu = globals.srcu("srcu");
      guarded = globals.intCell("guarded", 0);
      guarded.guardedBy(spin);
      flag = globals.intCell("flag", 0);
      x = globals.intCell("x", 0);
    }

    /** A step each. */
    void steps(int n) {
      for (int i = 0; i < n; i++) {
        x.readOnce();
      }
    }

    void sgxReclaim() {
      mutex.lock();
      steps(3);
      mutex.unlock();
    }

    void sgxKill() {
      mutex.lock();
      steps(flag.readOnce() == 1 ? 4 : 1);
      mutex.unlock();
    }
  }

  @SafeVarargs
  private static Model model(Consumer<Driver>... tasks) {
    return setup -> {
      Driver driver = new Driver(setup.kernel());
      for (int t = 0; t < tasks.length; t++) {
        Consumer<Driver> body = tasks[t];
        setup.task("T" + t, List.of(new EntryPoint("call", () -> body.accept(driver))));
      }
    };
  }

  private static Verdict check(Model model, Options options) {
    return new Explorer(model, options.withoutMinimizing()).run(Progress.NONE);
  }

  private static String told(LockSection section) {
    return section.steps() + (section.loops() ? "+" : "");
  }

  private static Map<String, String> sections(Verdict verdict) {
    return verdict.sections().stream()
        .collect(
            Collectors.toMap(
                s -> s.taken().lock() + (s.taken().use().reads() ? "(R)" : ""),
                CriticalSectionsTest::told,
                (a, b) -> a + " and " + b,
                TreeMap::new));
  }

  /** What must be the same however states and transitions are pruned. */
  @SafeVarargs
  private static Map<String, String> sections(Consumer<Driver>... tasks) {
    Options all = Options.DEFAULT;
    List<Map<String, String>> found =
        Stream.of(all, all.withoutSleepSets(), all.tracesOnly())
            .map(options -> sections(check(model(tasks), options)))
            .distinct()
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void theLengthIsInSchedulingDecisionsOfTheHolder() {
    assertThat(
            sections(
                d -> {
                  // One step: the access is covered, and a release is no scheduling point.
                  d.spin.lock();
                  d.guarded.set(1);
                  d.spin.unlock();
                },
                d -> {
                  // mutex and flag, x, inner, x: the two releases belong to the last one.
                  d.mutex.lock();
                  d.flag.readOnce();
                  d.inner.lock();
                  d.steps(1);
                  d.inner.unlock();
                  d.mutex.unlock();
                }))
        .isEqualTo(Map.of("spin", "1", "mutex", "4", "inner", "2"));
  }

  @Test
  void everyOperationIsAStepIfEveryAccessIsOne() {
    Verdict verdict =
        check(
            model(
                d -> {
                  d.spin.lock();
                  d.guarded.set(1);
                  d.spin.unlock();
                }),
            Options.DEFAULT.with(Granularity.ACCESS));
    assertThat(sections(verdict)).isEqualTo(Map.of("spin", "3"));
  }

  @Test
  void theLongestMayBeInOneInterleavingOnly() {
    Consumer<Driver> writer = d -> d.flag.writeOnce(1);
    assertThat(sections(Driver::sgxKill)).isEqualTo(Map.of("mutex", "3"));
    assertThat(sections(Driver::sgxKill, writer)).isEqualTo(Map.of("mutex", "6"));
    LockSection section =
        check(model(Driver::sgxReclaim, Driver::sgxKill, writer), Options.DEFAULT)
            .sections()
            .get(0);
    assertThat(section.taken().function()).isEqualTo("sgx_kill");
    assertThat(section.task()).isEqualTo("T1");
    assertThat(section.steps()).isEqualTo(6);
  }

  @Test
  void whoeverWaitsTakesNoStepMeanwhile() {
    assertThat(
            sections(
                d -> {
                  d.mutex.lock();
                  d.sem.downWrite();
                  d.sem.upWrite();
                  d.mutex.unlock();
                },
                d -> {
                  d.sem.downRead();
                  d.steps(5);
                  d.sem.upRead();
                }))
        // Queueing for the semaphore is one, getting it another.
        .isEqualTo(Map.of("mutex", "3", "sem", "1", "sem(R)", "6"));
  }

  @Test
  void readersAndWritersAreApart() {
    assertThat(
            sections(
                d -> {
                  d.sem.downWrite();
                  d.steps(3);
                  d.sem.downgradeWrite();
                  d.steps(1);
                  d.sem.upRead();
                }))
        // The step in which it is downgraded is in both.
        .isEqualTo(Map.of("sem", "4", "sem(R)", "2"));
  }

  @Test
  void aNestedSubclassIsTheSameLockToThoseWhoWait() {
    assertThat(
            sections(
                d -> {
                  d.sem.downWriteNested();
                  d.steps(2);
                  d.sem.upWrite();
                }))
        .isEqualTo(Map.of("sem", "3"));
  }

  @Test
  void aSectionMayBeginWithATrylock() {
    assertThat(
            sections(
                d -> {
                  if (d.spin.tryLock()) {
                    d.guarded.set(1);
                    d.steps(1);
                    d.spin.unlock();
                  }
                },
                d -> {
                  d.spin.lock();
                  d.spin.unlock();
                }))
        // Since it is tried, its release is a step.
        .isEqualTo(Map.of("spin", "3"));
  }

  @Test
  void readSectionsOfSrcuNest() {
    assertThat(
            sections(
                d -> {
                  d.srcu.readLock();
                  d.steps(1);
                  d.srcu.readLock();
                  d.steps(1);
                  d.srcu.readUnlock();
                  d.steps(1);
                  d.srcu.readUnlock();
                }))
        .isEqualTo(Map.of("srcu(R)", "5"));
  }

  @Test
  void whatIsNeverGivenBackHasNoLength() {
    assertThat(
            sections(
                d -> {
                  d.mutex.lock();
                  d.inner.lock();
                  d.inner.unlock();
                }))
        // A release that a bug follows is a step of its own.
        .isEqualTo(Map.of("inner", "2"));
  }

  @Test
  void aRetryLoopCountsAsItsLastPass() {
    assertThat(
            sections(
                d -> {
                  d.mutex.lock();
                  d.kernel.spinUntil(
                      () -> {
                        d.steps(2);
                        return d.flag.readOnce() == 1;
                      });
                  d.mutex.unlock();
                },
                d -> d.flag.writeOnce(1)))
        .isEqualTo(Map.of("mutex", "4+"));
  }

  /** Its first access is in the step before it, and when it starts over, in no step of its own. */
  @Test
  void aPassThatStartsOverIsAsLongAsTheFirstOne() {
    assertThat(
            sections(
                d -> {
                  d.spin.lock();
                  d.kernel.spinUntil(
                      () -> {
                        d.guarded.get();
                        return d.flag.readOnce() == 1;
                      });
                  d.spin.unlock();
                },
                d -> d.flag.writeOnce(1)))
        .isEqualTo(Map.of("spin", "2+"));
  }

  @Test
  void ofSeveralModelsTheFirstWithTheLongestIsNamed() {
    LockUnion union = new LockUnion();
    union.add("short", check(model(d -> d.sgxKill()), Options.DEFAULT));
    union.add("long", check(model(d -> d.sgxReclaim()), Options.DEFAULT));
    union.add("as long", check(model(d -> d.sgxReclaim()), Options.DEFAULT));
    SectionUnion.Row row = union.sections().rows().get(0);
    assertThat(row.section().steps()).isEqualTo(4);
    assertThat(row.model()).isEqualTo("long");
    assertThat(row.section().taken().function()).isEqualTo("sgx_reclaim");
    assertThat(row.atLeast()).isFalse();
  }

  @Test
  void aSearchThatIsNotCompleteKnowsLowerBounds() {
    Consumer<Driver> slow =
        d -> {
          for (int i = 0; i < 8; i++) {
            d.sgxReclaim();
          }
        };
    Model model = model(slow, slow, slow, slow, slow, slow);
    Verdict verdict = check(model, Options.DEFAULT.tracesOnly().withBudget(Duration.ofMillis(300)));
    assertThat(verdict.complete()).isFalse();
    LockUnion union = new LockUnion();
    union.add("slow", verdict);
    assertThat(union.sections().rows()).isNotEmpty().allMatch(SectionUnion.Row::atLeast);
  }
}
