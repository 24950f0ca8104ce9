package epcheck.page;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Options;
import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Violation;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The state after each step, against what the counterexamples tell. */
class FilmTest {
  /** A film and a way to look something up in it. */
  private record Shown(Film film, Violation violation) {
    static Shown of(String revision, String scenario, int number) {
      ScenarioModel model = Written.shipped(revision, scenario);
      Verdict verdict = Written.check(revision, scenario, model).verdict();
      Violation violation = verdict.violations().get(number - 1);
      return new Shown(Film.of(model, Options.DEFAULT, violation), violation);
    }

    /** For example the owner of page#0 after some steps. */
    String at(int steps, String row, String column) {
      List<String> cells = new ArrayList<>(film.first());
      film.steps().subList(0, steps).stream()
          .flatMap(List::stream)
          .forEach(change -> cells.set(change.cell(), change.value()));
      int cell = 0;
      for (Table table : film.tables()) {
        for (String r : table.rows()) {
          for (String c : table.columns()) {
            if (r.equals(row) && c.equals(column)) {
              return cells.get(cell);
            }
            cell++;
          }
        }
      }
      throw new AssertionError("no " + column + " of " + row);
    }

    /** After how many steps a task has done something. */
    int stepThat(String task, String statement) {
      for (int i = 0; i < violation.trace().steps().size(); i++) {
        var step = violation.trace().steps().get(i);
        if (violation.trace().tasks().get(step.task()).equals(task)
            && step.events().stream()
                .anyMatch(e -> (e.statement() + e.value()).equals(statement))) {
          return i + 1;
        }
      }
      throw new AssertionError(task + " never does " + statement);
    }
  }

  @Test
  void followsAPageFromTheEnclaveToTheFreeList() {
    Shown shown = Shown.of("v5", "last-page", 1);
    assertThat(shown.violation.finding().key()).isEqualTo("null-dereference@sgx_oom_encl_page");
    assertThat(shown.at(0, "page#0", "holds")).isEqualTo("A->secs");
    assertThat(shown.at(0, "page#0", "on list")).isEqualTo("unreclaimable of cg");
    assertThat(shown.at(0, "page#2", "on list")).isEqualTo("isolated by ksgxd");
    int freed = shown.stepThat("ksgxd", "page#0->owner = NULL");
    assertThat(shown.at(freed - 1, "page#0", "owner")).isEqualTo("A->secs");
    assertThat(shown.at(freed, "page#0", "owner")).isEqualTo("NULL");
    int last = shown.violation.steps();
    assertThat(shown.at(last, "page#0", "holds")).isEqualTo("-");
    assertThat(shown.at(last, "page#0", "on list")).isEqualTo("free");
    assertThat(shown.at(last, "page#2", "on list")).isEqualTo("free");
    assertThat(shown.at(last, "cg", "usage")).isEqualTo("0");
    assertThat(shown.at(last, "sgx_nr_free_pages", "value")).isEqualTo("2");
  }

  @Test
  void tellsWhoHoldsAnEnclave() {
    Shown shown = Shown.of("v5", "last-page", 1);
    assertThat(shown.at(0, "A", "refcount")).isEqualTo("3: file, encl_mm#0, 1 of tasks");
    int pinned = shown.stepThat("oom", "kref_get_unless_zero(&A->refcount)4");
    assertThat(shown.at(pinned, "A", "refcount")).isEqualTo("4: file, encl_mm#0, 2 of tasks");
    assertThat(shown.at(0, "A", "mm_list")).isEqualTo("encl_mm#0 (P->mm)");
    assertThat(shown.at(0, "A", "pages")).isEqualTo("SECS: page#0, 0: page#2");
  }

  @Test
  void tellsWhoWaitsForWhom() {
    // A fix of the history taken back: fork and reclaim wait for each other.
    Revision broken =
        Revisions.patchNamed("fork-deadlock")
            .orElseThrow()
            .on(Revisions.named("mainline").orElseThrow());
    ScenarioModel model = new ScenarioModel(ShippedScenarios.load("fork-vs-reclaim"), broken);
    Verdict verdict = Written.check("mainline", "fork-vs-reclaim", model).verdict();
    Violation violation = verdict.violations().get(0);
    Shown shown = new Shown(Film.of(model, Options.DEFAULT, violation), violation);
    int last = violation.steps();
    assertThat(shown.at(last, "P", "waits for"))
        .isEqualTo("synchronize_srcu(&A->srcu) [waits for readers], held by ksgxd");
    assertThat(shown.at(last, "ksgxd", "waits for"))
        .isEqualTo("down_read(&P->mm->mmap_lock), held by P");
    assertThat(shown.at(last, "ksgxd", "holds")).isEqualTo("A->srcu(R)");
  }

  @Test
  void findsWhereALivelockCloses() {
    Shown shown = Shown.of("v5", "parent-limit", 1);
    assertThat(shown.film.repeatsAfter()).isZero();
    assertThat(shown.violation.steps()).isEqualTo(14);
  }
}
