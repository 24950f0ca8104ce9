package epcheck.explore;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.fuzz.RandomModels;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Model;
import epcheck.report.toy.CloseVsReclaim;
import epcheck.report.toy.OomUnderLock;
import epcheck.report.toy.WrongVictim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * A search for one finding ends with it, and what it shows is as short as what a full one shows.
 */
class FindTest {
  private static Predicate<Finding> of(String key) {
    return finding -> finding.key().equals(key);
  }

  private static Explorer.Sought find(Model model, Predicate<Finding> wanted) {
    return new Explorer(model, Options.DEFAULT).find(wanted, Progress.NONE);
  }

  @Test
  void endsWithTheFirstThatIsWanted() {
    Verdict all = new Explorer(new OomUnderLock(), Options.DEFAULT).run(Progress.NONE);
    Explorer.Sought sought = find(new OomUnderLock(), f -> f.oracle().equals("deadlock"));
    assertThat(sought.violation()).isPresent();
    assertThat(sought.complete()).isFalse();
    assertThat(sought.incompleteBecause()).isEmpty();
    assertThat(sought.statistics().states()).isLessThan(all.statistics().states());
  }

  @Test
  void isCompleteIfThereIsNone() {
    Verdict all = new Explorer(new CloseVsReclaim(true), Options.DEFAULT).run(Progress.NONE);
    Explorer.Sought sought = find(new CloseVsReclaim(true), finding -> true);
    assertThat(sought.violation()).isEmpty();
    assertThat(sought.complete()).isTrue();
    assertThat(sought.statistics().states()).isEqualTo(all.statistics().states());
  }

  @Test
  void asksAboutEachFindingAndGoesOnIfItIsNotWanted() {
    List<String> asked = new ArrayList<>();
    Explorer.Sought sought =
        find(
            new WrongVictim(),
            finding -> {
              asked.add(finding.key());
              return finding.oracle().equals("wrong-victim");
            });
    assertThat(asked).contains("wrong-victim@sgx_oom_encl", "null-dereference@sgx_oom_encl");
    assertThat(sought.violation().orElseThrow().finding().oracle()).isEqualTo("wrong-victim");
  }

  @Test
  void findsTheSameShortestScheduleAsAFullSearch() {
    int compared = 0;
    int asShort = 0;
    for (Model model : RandomModels.small(60)) {
      Verdict verdict = new Explorer(model, Options.DEFAULT).run(Progress.NONE);
      for (Verdict.Violation v : verdict.violations()) {
        if (v.circle() == null && !v.finding().oracle().equals("livelock")) {
          Verdict.Violation found = find(model, of(v.finding().key())).violation().orElseThrow();
          assertThat(found.preemptions()).isEqualTo(v.preemptions());
          // A full search knows of more cells that are shared, and makes a step of each access.
          assertThat(found.steps()).isLessThanOrEqualTo(v.steps());
          if (found.schedule().scheduledSlots().equals(v.schedule().scheduledSlots())) {
            assertThat(found.steps()).isEqualTo(v.steps());
            asShort++;
          }
          assertThat(found.shortest()).isTrue();
          Explorer.Replay replay = new Explorer(model, Options.DEFAULT).replay(found.schedule());
          assertThat(replay.findings()).contains(found.finding());
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(30);
    assertThat(asShort).isGreaterThan(20);
  }

  /**
   * The first schedule found goes one way round; the short one goes where the search never was, and
   * meets a cell there of which it did not know that it is shared without a lock.
   */
  @Test
  void startsOverIfTheWayToAShorterScheduleSharesMore() {
    int restarted =
        restarts(
            (model, v) -> assertThat(find(model, of(v.finding().key())).violation()).isPresent());
    assertThat(restarted).as("searches that started over").isPositive();
  }

  /** A search that is cut short may be led there by what it has found so far. */
  @Test
  void aSearchThatIsCutShortTellsWhatItHasFoundAllTheSame() {
    int asFound = 0;
    for (Model model : RandomModels.small(120)) {
      for (Verdict.Violation v :
          new Explorer(model, Options.DEFAULT).run(Progress.NONE).violations()) {
        if (v.circle() == null) {
          String key = v.finding().key();
          Verdict part = new Explorer(model, Options.DEFAULT).run(of(key), Progress.NONE);
          assertThat(part.violations()).anyMatch(p -> p.finding().key().equals(key));
          asFound += part.violations().stream().allMatch(p -> p.shortest()) ? 0 : 1;
        }
      }
    }
    assertThat(asFound).as("verdicts with a schedule as it was found").isPositive();
  }

  /** Does it for each violation of many models; returns how often one was built more than once. */
  private static int restarts(BiConsumer<Model, Verdict.Violation> search) {
    AtomicInteger built = new AtomicInteger();
    int restarted = 0;
    for (Model model : RandomModels.small(120)) {
      Verdict verdict = new Explorer(model, Options.DEFAULT).run(Progress.NONE);
      for (Verdict.Violation v : verdict.violations()) {
        if (v.circle() == null) {
          built.set(0);
          Model counted =
              setup -> {
                built.incrementAndGet();
                model.build(setup);
              };
          search.accept(counted, v);
          restarted += built.get() > 1 ? 1 : 0;
        }
      }
    }
    return restarted;
  }

  @Test
  void theScheduleIsKeptIfTheShorterOneIsNotWanted() {
    AtomicInteger wanted = new AtomicInteger();
    Explorer.Sought sought =
        find(
            new OomUnderLock(),
            f -> f.oracle().equals("deadlock") && wanted.getAndIncrement() == 0);
    assertThat(sought.violation()).isPresent();
    assertThat(sought.violation().get().shortest()).isFalse();
  }

  @Test
  void saysSoIfTheBudgetRunsOut() {
    Model endless =
        setup -> {
          for (int t = 0; t < 8; t++) {
            IntCell mine = setup.kernel().layout(null, "").intCell("counter" + t, 0);
            setup.task("task " + t, List.of(new EntryPoint("count", () -> count(mine))));
          }
        };
    Options options = Options.DEFAULT.withBudget(Duration.ofMillis(150));
    Explorer.Sought sought = new Explorer(endless, options).find(f -> true, Progress.NONE);
    assertThat(sought.violation()).isEmpty();
    assertThat(sought.complete()).isFalse();
    assertThat(sought.incompleteBecause()).contains("budget");
  }

  private static void count(IntCell cell) {
    for (int i = 0; i < 12; i++) {
      cell.writeOnce(i);
    }
  }
}
