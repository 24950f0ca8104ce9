package epcheck.explore;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.Model;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who stops a search gets what it has found so far. */
class StopTest {
  private static final int TASKS = 8;
  private static final int WRITES = 12;

  private Explorer explorer;

  /**
   * Has more states than anybody waits for, and asks to be stopped at the first one that is wrong.
   */
  private void build(Model.Setup setup) {
    IntCell[] cells = new IntCell[TASKS];
    for (int t = 0; t < TASKS; t++) {
      IntCell cell = setup.kernel().layout(null, "").intCell("counter" + t, 0);
      cells[t] = cell;
      setup.task("task " + t, List.of(new EntryPoint("count", () -> count(cell))));
    }
    setup.always(
        new Rule() {
          @Override
          public String name() {
            return "all-are-done";
          }

          @Override
          public String breach() {
            for (IntCell cell : cells) {
              if (cell.get() != WRITES) {
                return null;
              }
            }
            explorer.stop();
            return "every counter is " + WRITES;
          }
        });
  }

  private static void count(IntCell cell) {
    for (int i = 1; i <= WRITES; i++) {
      cell.writeOnce(i);
    }
  }

  @Test
  void aSearchThatIsStoppedTellsWhatItHasFound() {
    explorer = new Explorer(this::build, Options.DEFAULT);
    Verdict verdict = explorer.run(Progress.NONE);
    assertThat(verdict.complete()).isFalse();
    assertThat(verdict.incompleteBecause()).isEqualTo("interrupted");
    assertThat(verdict.result()).isEqualTo(Verdict.Result.VIOLATED);
    assertThat(verdict.violations()).hasSize(1);
    assertThat(verdict.violations().get(0).finding().text()).isEqualTo("every counter is 12");
    // There is no time to look for a shorter one.
    assertThat(verdict.violations().get(0).shortest()).isFalse();
    assertThat(verdict.violations().get(0).steps()).isEqualTo(TASKS * WRITES);
  }

  @Test
  void aThreadThatIsInterruptedWaitsForTheSearchToEnd() {
    explorer = new Explorer(this::build, Options.DEFAULT);
    Thread.currentThread().interrupt();
    Verdict verdict = explorer.run(Progress.NONE);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(verdict.incompleteBecause()).isEqualTo("interrupted");
  }
}
