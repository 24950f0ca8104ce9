package epcheck.explore;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.kernel.IntCell;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepeatUntilTest {
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void aRunMayChangeWhatTheNextOneFinds(Granularity granularity) {
    Verdict verdict =
        explore(
            granularity,
            (mine, others) -> {
              mine.add(1);
              return mine.get() == 3;
            });
    assertThat(verdict.result()).isEqualTo(Verdict.Result.PROVED);
    assertThat(verdict.statistics().finalStates()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void runsThatEndWhereTheyBeganAreALivelock(Granularity granularity) {
    Verdict verdict =
        explore(
            granularity,
            (mine, others) -> {
              mine.set(1 - mine.get());
              return false;
            });
    assertThat(verdict.violations())
        .extracting(violation -> violation.finding().oracle())
        .containsExactly("livelock");
  }

  /** The loop can end in no other way than by the other task, which a fair scheduler lets run. */
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void runsThatWaitForAnotherTaskAreNone(Granularity granularity) {
    Verdict verdict =
        explore(
            granularity,
            (mine, others) -> {
              mine.set(1 - mine.get());
              return others.readOnce() == 1;
            });
    assertThat(verdict.result()).isEqualTo(Verdict.Result.PROVED);
    assertThat(verdict.statistics().finalStates()).isEqualTo(2);
  }

  private static Verdict explore(Granularity granularity, BiPredicate<IntCell, IntCell> body) {
    return new Explorer(
            setup -> {
              var globals = setup.kernel().layout(null, "");
              IntCell mine = globals.intCell("mine", 0);
              IntCell others = globals.intCell("others", 0);
              mine.guardedBy(setup.kernel().onlyTask(0));
              Runnable loop = () -> setup.kernel().repeatUntil(() -> body.test(mine, others));
              setup.task("loop", List.of(new EntryPoint("loop", loop)));
              setup.task("other", List.of(new EntryPoint("set", () -> others.writeOnce(1))));
            },
            Options.DEFAULT.with(granularity))
        .run(Progress.NONE);
  }
}
