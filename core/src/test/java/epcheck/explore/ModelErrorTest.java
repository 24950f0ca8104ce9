package epcheck.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.kernel.Counter;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.Struct;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model that cannot be explored gets a clear error, which names the entry point and the step. */
class ModelErrorTest {
  private static final String WHERE = "task T0, call, step ";

  /** Ends the loop of a model that never comes back, so that it does not outlive its test. */
  private volatile boolean released;

  /** A task that counts twice before it does what the test is about. */
  private static Model afterTwoSteps(Consumer<Layout> body) {
    return setup -> {
      Kernel kernel = setup.kernel();
      Layout globals = kernel.layout(null, "");
      Counter counter = globals.counter("counter", 0);
      Runnable call =
          () -> {
            counter.addReturn(1);
            counter.addReturn(1);
            body.accept(globals);
          };
      setup.task("T0", List.of(new EntryPoint("call", call)));
    };
  }

  private static ThrowingCallable exploring(Model model) {
    return () -> new Explorer(model, Options.DEFAULT).run(Progress.NONE);
  }

  private static Model withCounter(Consumer<Counter> body) {
    return setup -> {
      Counter counter = setup.kernel().layout(null, "").counter("counter", 0);
      setup.task("T0", List.of(new EntryPoint("call", () -> body.accept(counter))));
    };
  }

  @Test
  void javaFieldThatChangesBetweenRunsIsToldFromTheModel() {
    int[] runs = {0};
    Model model =
        setup -> {
          Layout globals = setup.kernel().layout(null, "");
          Counter even = globals.counter("even", 0);
          Counter odd = globals.counter("odd", 0);
          setup.task(
              "T0",
              List.of(
                  new EntryPoint(
                      "call",
                      () -> {
                        (runs[0]++ % 2 == 0 ? even : odd).addReturn(1);
                        even.addReturn(1);
                      })));
        };
    assertThatThrownBy(exploring(model))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining(WHERE + "1")
        .hasMessageContaining("not deterministic")
        .hasMessageContaining("odd")
        .hasMessageContaining("even");
  }

  @Test
  void randomNumbersAreToldFromTheModel() {
    Random random = new Random(1);
    Model model =
        withCounter(
            counter -> {
              for (int i = 0; i < 20; i++) {
                if (random.nextBoolean()) {
                  counter.addReturn(1);
                } else {
                  counter.read();
                }
              }
            });
    assertThatThrownBy(exploring(model))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining(WHERE)
        .hasMessageContaining("not deterministic");
  }

  @Test
  void entryPointThatReturnsEarlyTheSecondTimeIsNotDeterministic() {
    int[] runs = {0};
    Model model =
        withCounter(
            counter -> {
              if (runs[0]++ == 0) {
                counter.addReturn(1);
              }
            });
    assertThatThrownBy(exploring(model))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining(WHERE + "1")
        .hasMessageContaining("returned without doing what it had done before");
  }

  @Test
  void loopWithoutSharedMemoryIsAHang() {
    Model model =
        afterTwoSteps(
            globals -> {
              while (!released) {
                Thread.onSpinWait();
              }
            });
    try {
      assertThatThrownBy(
              () -> new Explorer(model, Options.DEFAULT, Duration.ofSeconds(2)).run(Progress.NONE))
          .isInstanceOf(ModelError.class)
          .hasMessageContaining("the model hangs")
          .hasMessageContaining(WHERE + "2");
    } finally {
      released = true;
    }
  }

  @Test
  void loopOfGuardedAccessesNeverReachesASchedulingPoint() {
    Model model =
        setup -> {
          Layout globals = setup.kernel().layout(null, "");
          Mutex lock = globals.mutex("lock");
          IntCell cell = globals.intCell("cell", 0).guardedBy(lock);
          Runnable call =
              () -> {
                lock.lock();
                while (cell.get() == 0) {
                  cell.set(0);
                }
                lock.unlock();
              };
          setup.task("T0", List.of(new EntryPoint("call", call)));
        };
    assertThatThrownBy(exploring(model))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining(WHERE + "1")
        .hasMessageContaining("no scheduling point");
  }

  @Test
  void entryPointThatGoesOnForEverIsTold() {
    Model model =
        withCounter(
            counter -> {
              while (counter.addReturn(1) > 0) {
                counter.read();
              }
            });
    assertThatThrownBy(exploring(model))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining(WHERE)
        .hasMessageContaining("loop for ever");
  }

  @Test
  void exceptionInTheModelIsPassedOnWithItsPlace() {
    Model model =
        afterTwoSteps(
            globals -> {
              throw new IllegalArgumentException("no such page");
            });
    assertThatThrownBy(exploring(model))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining(WHERE + "2")
        .hasMessageContaining("no such page")
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void endlessRecursionIsTold() {
    Model model = afterTwoSteps(ModelErrorTest::recurse);
    assertThatThrownBy(exploring(model))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining(WHERE + "2")
        .hasMessageContaining("StackOverflowError");
  }

  private static int recurse(Layout layout) {
    return layout == null ? 0 : recurse(layout) + 1;
  }

  @Test
  void seventeenTasksAreTooMany() {
    Model model =
        setup -> {
          for (int t = 0; t < 17; t++) {
            setup.task("T" + t, List.of());
          }
        };
    assertThatThrownBy(exploring(model))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("16 tasks");
  }

  @Test
  void emptySlabNamesTheEntryPoint() {
    Model model =
        setup -> {
          Kernel kernel = setup.kernel();
          var slab = kernel.slab("page", 1, i -> new Page(kernel, "page" + i));
          Runnable call =
              () -> {
                slab.alloc();
                slab.alloc();
              };
          setup.task("T0", List.of(new EntryPoint("call", call)));
        };
    assertThatThrownBy(exploring(model))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining(WHERE + "2")
        .hasMessageContaining("only 1");
  }

  private static final class Page extends Struct {
    Page(Kernel kernel, String name) {
      super(kernel, name);
    }
  }

  @Test
  void memoryThatRunsOutMakesTheVerdictInconclusive() {
    Model model =
        afterTwoSteps(
            globals -> {
              throw new OutOfMemoryError("as if");
            });
    Verdict verdict = new Explorer(model, Options.DEFAULT).run(Progress.NONE);
    assertThat(verdict.result()).isEqualTo(Verdict.Result.INCONCLUSIVE);
    assertThat(verdict.complete()).isFalse();
    assertThat(verdict.incompleteBecause()).isEqualTo("memory ran out");
  }

  @Test
  void budgetThatRunsOutMakesTheVerdictInconclusive() {
    Model model =
        setup -> {
          Layout globals = setup.kernel().layout(null, "");
          Counter counter = globals.counter("counter", 0);
          for (int t = 0; t < 8; t++) {
            Runnable call =
                () -> {
                  for (int i = 0; i < 100; i++) {
                    counter.addReturn(1);
                  }
                };
            setup.task("T" + t, List.of(new EntryPoint("call", call)));
          }
        };
    Verdict verdict =
        new Explorer(model, Options.DEFAULT.withBudget(Duration.ofMillis(200))).run(Progress.NONE);
    assertThat(verdict.result()).isEqualTo(Verdict.Result.INCONCLUSIVE);
    assertThat(verdict.incompleteBecause()).contains("budget");
  }

  @Test
  void warningBeforeTheFirstOperationIsAModelErrorAndNotLost() {
    Model model =
        setup -> {
          Kernel kernel = setup.kernel();
          Counter counter = kernel.layout(null, "").counter("counter", 0);
          Runnable call =
              () -> {
                kernel.warnOn(true, "too early");
                counter.addReturn(1);
              };
          setup.task("T0", List.of(new EntryPoint("call", call)));
        };
    assertThatThrownBy(exploring(model))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("T0, call")
        .hasMessageContaining("too early");
  }

  /** A finally block on the way out of a bug neither hides it nor does anything. */
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void finallyBlockDoesNotHideABug(Granularity granularity) {
    Model model =
        setup -> {
          Kernel kernel = setup.kernel();
          Layout globals = kernel.layout(null, "");
          Mutex lock = globals.mutex("lock");
          Runnable call =
              () -> {
                lock.lock();
                try {
                  throw kernel.bug("test-bug", "raised inside of a try block");
                } finally {
                  lock.unlock();
                }
              };
          setup.task("T0", List.of(new EntryPoint("call", call)));
        };
    Verdict verdict = new Explorer(model, Options.DEFAULT.with(granularity)).run(Progress.NONE);
    assertThat(verdict.violations())
        .extracting(v -> v.finding().oracle())
        .containsExactly("test-bug");
  }
}
