package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.Progress;
import epcheck.explore.Verdict.Result;
import epcheck.report.Case;
import epcheck.report.Checked;
import epcheck.results.CounterexampleText;
import epcheck.results.Overview;
import epcheck.results.OverviewPage;
import epcheck.results.StressRun;
import epcheck.results.VerdictMatrix;
import epcheck.scenario.RecordedVerdicts.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is committed in results/ is what the recorded verdicts make. That the verdicts still hold is
 * for the tour to say.
 */
class CommittedResultsTest {
  private static final Path RESULTS = Path.of("..", "results");
  private static final String REMEDY = "stale: './epcheck results verdicts' writes it anew";
  private static final String OVERVIEW = "stale: './epcheck results overview' writes it anew";
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)|href=\"([^\"#]+)");

  private final Catalog catalog = new ShippedCatalog();

  private OverviewPage overview() throws IOException {
    List<StressRun> stress = StressRun.all(RESULTS.resolve("stress"));
    return new OverviewPage(Overview.of(catalog.recorded(), stress));
  }

  private List<String> matrix() {
    List<String> revisions = catalog.revisions().stream().map(Catalog.Entry::name).toList();
    return new VerdictMatrix(catalog.recorded(), revisions).lines();
  }

  private static void isCommitted(String name, String text, String remedy) throws IOException {
    assertThat(Files.readString(RESULTS.resolve(name))).as(name + " is " + remedy).isEqualTo(text);
  }

  @Test
  void theOverviewIsThatOfTheRecordedVerdicts() throws IOException {
    isCommitted("README.md", overview().markdown(), OVERVIEW);
    isCommitted("index.html", overview().html(), OVERVIEW);
  }

  @Test
  void theTableIsThatOfTheRecordedVerdicts() throws IOException {
    isCommitted("verdicts.txt", String.join("\n", matrix()) + "\n", OVERVIEW);
    assertThat(Files.readString(Path.of("..", "README.md")))
        .as("README.md of the repository has what './epcheck list verdicts' prints")
        .contains(String.join("\n", matrix()));
  }

  @Test
  void eachViolatedVerdictHasACounterexampleAndNothingElseHas() throws IOException {
    assertThat(files("counterexamples"))
        .as(REMEDY)
        .containsExactlyInAnyOrderElementsOf(
            names(entry -> entry.result() == Result.VIOLATED, ".txt"));
  }

  @Test
  void eachVerdictHasAPageAndNothingElseHas() throws IOException {
    assertThat(files("pages"))
        .as(REMEDY)
        .containsExactlyInAnyOrderElementsOf(names(entry -> true, ".html"));
  }

  private List<String> names(Predicate<Entry> which, String ending) {
    return catalog.recorded().stream()
        .filter(which)
        .map(CommittedResultsTest::what)
        .map(what -> what.fileName() + ending)
        .toList();
  }

  private static Case what(Entry entry) {
    return new Case(entry.revision(), entry.patches(), entry.scenario(), Granularity.LOCK);
  }

  private static List<String> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(RESULTS.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v5, '', last-page",
    "v5, '', parent-limit",
    "mainline, put-before-relist, close-vs-reclaim"
  })
  void aCounterexampleIsWhatACheckPrintsNow(String revision, String patch, String scenario)
      throws IOException, BadInput {
    List<String> patches = patch.isEmpty() ? List.of() : List.of(patch);
    Case what = new Case(revision, patches, scenario, Granularity.LOCK);
    Subject subject = catalog.subject(revision, patches, scenario);
    var verdict = new Explorer(subject.model(), RecordedAgain.AMPLE).run(Progress.NONE);
    isCommitted(
        "counterexamples/" + what.fileName() + ".txt",
        CounterexampleText.of(new Checked(what, verdict, true, false)),
        REMEDY);
  }

  static Stream<Path> pages() throws IOException {
    Stream<Path> findings = Files.list(RESULTS.resolve("findings"));
    return Stream.concat(
        Stream.of("README.md", "index.html", "bug-history.md", "../README.md")
            .map(RESULTS::resolve),
        findings);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path file) throws IOException {
    assertThat(LINK.matcher(Files.readString(file)).results())
        .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
        .filteredOn(link -> !link.startsWith("https://"))
        .allSatisfy(link -> assertThat(file.resolveSibling(link)).exists());
  }
}
