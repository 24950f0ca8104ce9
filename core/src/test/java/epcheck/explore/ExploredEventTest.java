package epcheck.explore;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Event;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can happen is known to happen, however the search goes; what cannot is told. */
class ExploredEventTest {
  static Stream<Options> searches() {
    return Stream.of(Granularity.values())
        .map(Options.DEFAULT::with)
        .flatMap(o -> Stream.of(o, o.tracesOnly(), o.withoutSleepSets()));
  }

  /**
   * Two tasks that write under a lock and read without it. That both see what the other has not
   * undone yet needs a preemption of each.
   */
  private static void lookAtEachOther(Model.Setup setup, boolean marked) {
    Layout globals = setup.kernel().layout(null, "");
    Mutex lock = globals.mutex("lock");
    IntCell[] here = {globals.intCell("here0", 0), globals.intCell("here1", 0)};
    IntCell met = globals.intCell("met", 0);
    Event one = setup.kernel().event("one sees the other");
    Event both = setup.kernel().event("each sees the other");
    Event alone = setup.kernel().event("an impossible value is read");
    for (int t = 0; t < 2; t++) {
      int me = t;
      setup.task(
          "T" + t,
          List.of(
              new EntryPoint(
                  "look",
                  () -> {
                    here[me].writeOnce(1);
                    if (here[1 - me].readOnce() == 1) {
                      lock.lock();
                      met.add(1);
                      boolean twice = met.get() == 2;
                      if (marked) {
                        (twice ? both : one).happened();
                      }
                      lock.unlock();
                    } else if (here[1 - me].get() == 2 && marked) {
                      alone.happened();
                    }
                    here[me].writeOnce(0);
                  })));
    }
  }

  @ParameterizedTest
  @MethodSource("searches")
  void everySearchComesPastAllThatCanHappen(Options options) {
    Verdict verdict =
        new Explorer(setup -> lookAtEachOther(setup, true), options).run(Progress.NONE);
    assertThat(verdict.result()).isEqualTo(Verdict.Result.PROVED);
    assertThat(verdict.reached()).containsExactly("each sees the other", "one sees the other");
  }

  @ParameterizedTest
  @MethodSource("searches")
  void anEventIsNoOperation(Options options) {
    Verdict marked =
        new Explorer(setup -> lookAtEachOther(setup, true), options).run(Progress.NONE);
    Verdict plain =
        new Explorer(setup -> lookAtEachOther(setup, false), options).run(Progress.NONE);
    assertThat(plain.reached()).isEmpty();
    assertThat(marked.statistics().states()).isEqualTo(plain.statistics().states());
    assertThat(marked.statistics().transitions()).isEqualTo(plain.statistics().transitions());
  }

  @Test
  void aTraceDoesNotShowIt() {
    Schedule schedule = new Schedule(List.of(), List.of(0, 0));
    Trace marked =
        new Explorer(setup -> lookAtEachOther(setup, true), Options.DEFAULT)
            .replay(schedule)
            .trace();
    Trace plain =
        new Explorer(setup -> lookAtEachOther(setup, false), Options.DEFAULT)
            .replay(schedule)
            .trace();
    assertThat(marked).isEqualTo(plain);
  }

  @ParameterizedTest
  @MethodSource("searches")
  void whatHappensInNoInterleavingIsAViolation(Options options) {
    Model model =
        setup -> {
          lookAtEachOther(setup, true);
          setup.sometimes("each sees the other");
          setup.sometimes("an impossible value is read");
          setup.sometimes("nobody knows this");
        };
    Verdict verdict = new Explorer(model, options).run(Progress.NONE);
    assertThat(verdict.result()).isEqualTo(Verdict.Result.VIOLATED);
    Verdict.Violation violation = verdict.violations().get(0);
    assertThat(verdict.violations()).hasSize(1);
    assertThat(violation.finding().key()).isEqualTo("never-happened@");
    assertThat(violation.finding().text())
        .isEqualTo(
            "in no interleaving does this happen: an impossible value is read; nobody knows this");
    assertThat(violation.hasNoSchedule()).isTrue();
    assertThat(violation.steps()).isZero();
  }

  @Test
  void whatElseIsViolatedMayBeWhyItNeverHappens() {
    Rule broken =
        new Rule() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public String breach() {
            return "always";
          }
        };
    Model model =
        setup -> {
          lookAtEachOther(setup, true);
          setup.sometimes("an impossible value is read");
          setup.atEnd(broken);
        };
    Verdict verdict = new Explorer(model, Options.DEFAULT).run(Progress.NONE);
    assertThat(verdict.violations())
        .extracting(v -> v.finding().oracle())
        .containsExactly("broken");
  }

  @Test
  void aSearchThatWasCutShortDoesNotSayNever() {
    Model model =
        setup -> {
          Layout globals = setup.kernel().layout(null, "");
          IntCell x = globals.intCell("x", 0);
          for (int t = 0; t < 8; t++) {
            setup.task(
                "T" + t,
                List.of(
                    new EntryPoint(
                        "count",
                        () -> {
                          for (int i = 0; i < 20; i++) {
                            x.add(1);
                          }
                        })));
          }
          setup.sometimes("never");
        };
    Verdict verdict =
        new Explorer(model, Options.DEFAULT.withBudget(Duration.ofMillis(200))).run(Progress.NONE);
    assertThat(verdict.result()).isEqualTo(Verdict.Result.INCONCLUSIVE);
  }
}
