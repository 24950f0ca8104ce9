package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Options;
import epcheck.report.Golden;
import epcheck.results.Fix;
import epcheck.results.FixesPage;
import epcheck.results.Question;
import epcheck.results.QuestionsPage;
import epcheck.revision.Patch;
import epcheck.revision.Revisions;
import epcheck.revision.V5Fixed;
import epcheck.validate.Change;
import epcheck.validate.Difference;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of results/ about changes, over a few small scenarios. */
class ResultsTest {
  private static final List<String> SCENARIOS = List.of("same-limit", "vepc-limit", "dead-child");

  @TempDir private Path folder;

  private final StringWriter err = new StringWriter();
  private final Terminal terminal =
      new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(err), false, false, false);

  private Difference difference(String patchOrRevision) throws BadInput {
    Validation validation = new Validation(terminal, Options.DEFAULT, true);
    return validation.of(new Change("v5", Patches.of(List.of(patchOrRevision))), SCENARIOS);
  }

  private static List<String> allBut(String... left) {
    List<String> names = new ArrayList<>(V5Fixed.fixes().stream().map(Patch::name).toList());
    names.removeAll(Arrays.asList(left));
    return names;
  }

  @Test
  void fixesAreToldWithWhatTheyRemoveAndWhatBreaksWithoutThem() throws BadInput {
    String name = "no-futile-kill";
    Patch patch = Revisions.patchNamed(name).orElseThrow();
    Fix.Missed missed = Fixes.missed(allBut(name), SCENARIOS).orElseThrow();
    Fix needed = new Fix(patch, difference(name), missed);
    Patch rotate = Revisions.patchNamed("rotate-victims").orElseThrow();
    Fix other = new Fix(rotate, difference("rotate-victims"), null);
    Difference fixed = difference("v5-fixed");
    FixesPage page =
        new FixesPage(
            List.of(needed),
            List.of(other),
            fixed.scenarios().stream().map(s -> s.after()).toList());
    Golden.check("results-fixes.md", page.text());
  }

  @Test
  void nothingIsMissedWithAllFixes() throws BadInput {
    assertThat(Fixes.missed(allBut(), SCENARIOS)).isEmpty();
    assertThat(Fixes.missed(allBut("no-futile-kill"), SCENARIOS))
        .hasValueSatisfying(missed -> assertThat(missed.scenario()).isEqualTo("vepc-limit"));
  }

  @Test
  void questionsAreAnsweredByWhatWasRun() throws BadInput {
    List<Question.Answer> answers = new ArrayList<>();
    for (Question question : Question.all().subList(0, 2)) {
      answers.add(new Question.Answer(question, difference(question.change())));
    }
    String v5 = ReviewQuestions.killed("v5", "migrated");
    String list = ReviewQuestions.killed("enclave-list", "migrated");
    List<QuestionsPage.Killed> killed = List.of(new QuestionsPage.Killed("migrated", v5, list));
    Golden.check("results-review-questions.md", new QuestionsPage(answers, killed).text());
  }

  @Test
  void aPageThatThereIsNotIsTold() {
    Main main = new Main(terminal, new ShippedCatalog());
    assertThat(main.run("results", "fix", "--dir", folder.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("no page 'fix'; there is verdicts, overview, fixes, review-questions");
    assertThat(main.run("results", "--dir", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none is no directory");
  }
}
