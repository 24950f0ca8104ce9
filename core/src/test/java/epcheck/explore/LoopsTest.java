package epcheck.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loops that wait for nothing: {@link Kernel#repeatUntil} and {@link Kernel#loop}. */
class LoopsTest {
  private enum Loop {
    REPEAT_UNTIL {
      @Override
      void run(Kernel kernel, BooleanSupplier pass) {
        kernel.repeatUntil(pass);
      }
    },
    LOOP {
      @Override
      void run(Kernel kernel, BooleanSupplier pass) {
        kernel.loop(pass);
      }
    };

    abstract void run(Kernel kernel, BooleanSupplier pass);
  }

  private record Kind(Loop loop, Granularity granularity) {}

  static List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (Loop loop : Loop.values()) {
      for (Granularity granularity : Granularity.values()) {
        kinds.add(new Kind(loop, granularity));
      }
    }
    return kinds;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aPassMayChangeWhatTheNextOneFinds(Kind kind) {
    Verdict verdict =
        explore(
            kind,
            (mine, others) -> {
              mine.add(1);
              return mine.get() == 3;
            });
    assertThat(verdict.result()).isEqualTo(Verdict.Result.PROVED);
    assertThat(verdict.statistics().finalStates()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void passesThatEndWhereTheyBeganAreALivelock(Kind kind) {
    Verdict verdict =
        explore(
            kind,
            (mine, others) -> {
              mine.set(1 - mine.get());
              others.readOnce();
              return false;
            });
    assertThat(verdict.violations())
        .extracting(violation -> violation.finding().oracle())
        .containsExactly("livelock");
  }

  /** The loop can end in no other way than by the other task, which a fair scheduler lets run. */
  @ParameterizedTest
  @MethodSource("kinds")
  void passesThatWaitForAnotherTaskAreNone(Kind kind) {
    Verdict verdict =
        explore(
            kind,
            (mine, others) -> {
              mine.set(1 - mine.get());
              return others.readOnce() == 1;
            });
    assertThat(verdict.result()).isEqualTo(Verdict.Result.PROVED);
    assertThat(verdict.statistics().finalStates()).isEqualTo(2);
  }

  /**
   * What a pass observed is forgotten in the next one: the task has one state before it begins, one
   * at the read of each pass and one at the end, each of them before and after the other's write.
   * The log is as short as one pass, or the loop would be called endless.
   */
  @Test
  void aPassForgetsWhatEarlierOnesObserved() {
    int passes = 20_000;
    Verdict verdict =
        explore(
            new Kind(Loop.LOOP, Granularity.LOCK),
            (mine, others) -> {
              mine.add(1);
              others.readOnce();
              return mine.get() == passes;
            });
    assertThat(verdict.result()).isEqualTo(Verdict.Result.PROVED);
    assertThat(verdict.statistics().finalStates()).isEqualTo(1);
    assertThat(verdict.statistics().states()).isEqualTo(2 * (1 + passes + 1));
  }

  /** What the entry point has observed before the loop stays. */
  @ParameterizedTest
  @MethodSource("kinds")
  void whatWasObservedBeforeTheLoopIsKept(Kind kind) {
    Verdict verdict =
        new Explorer(
                setup -> {
                  Kernel kernel = setup.kernel();
                  IntCell others = kernel.layout(null, "").intCell("others", 0);
                  IntCell passes = kernel.layout(null, "").intCell("passes", 0);
                  passes.guardedBy(kernel.onlyTask(0));
                  IntCell seenBefore = kernel.layout(null, "").intCell("seen before", 0);
                  Runnable loop =
                      () -> {
                        int before = others.readOnce();
                        kind.loop.run(
                            kernel,
                            () -> {
                              passes.add(1);
                              others.readOnce();
                              return passes.get() == 3;
                            });
                        seenBefore.writeOnce(before + 1);
                      };
                  setup.task("loop", List.of(new EntryPoint("loop", loop)));
                  setup.task("other", List.of(new EntryPoint("set", () -> others.writeOnce(1))));
                },
                Options.DEFAULT.with(kind.granularity))
            .run(Progress.NONE);
    assertThat(verdict.result()).isEqualTo(Verdict.Result.PROVED);
    assertThat(verdict.statistics().finalStates()).isEqualTo(2);
  }

  @Test
  void aLoopWithoutASchedulingPointIsAMistakeInTheModel() {
    assertThatThrownBy(
            () ->
                explore(
                    new Kind(Loop.LOOP, Granularity.LOCK),
                    (mine, others) -> {
                      mine.set(1 - mine.get());
                      return false;
                    }))
        .isInstanceOf(ModelError.class)
        .hasMessageContaining("no scheduling point");
  }

  /** Task 0 runs passes over a variable of its own and one that task 1 sets. */
  private static Verdict explore(Kind kind, BiPredicate<IntCell, IntCell> pass) {
    return new Explorer(
            setup -> {
              Kernel kernel = setup.kernel();
              IntCell mine = kernel.layout(null, "").intCell("mine", 0);
              IntCell others = kernel.layout(null, "").intCell("others", 0);
              mine.guardedBy(kernel.onlyTask(0));
              Runnable loop = () -> kind.loop.run(kernel, () -> pass.test(mine, others));
              setup.task("loop", List.of(new EntryPoint("loop", loop)));
              setup.task("other", List.of(new EntryPoint("set", () -> others.writeOnce(1))));
            },
            Options.DEFAULT.with(kind.granularity))
        .run(Progress.NONE);
  }
}
