package epcheck.cli;

import epcheck.bench.Surroundings;
import epcheck.explore.Options;
import epcheck.results.MeasurementsPage;
import epcheck.results.Overview;
import epcheck.results.OverviewPage;
import epcheck.results.StressRun;
import epcheck.results.VerdictMatrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code epcheck results}. */
@Command(
    name = "results",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    header = "Writes the pages of results/ anew.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck results [OPTION]... [PAGE...]",
    description = {
      "",
      "Explores what a page tells of and writes it; overview takes a second, the others take minutes.",
      ""
    },
    parameterListHeading = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the pages are written",
      "1:a verdict differs from what was recorded; of verdicts, nothing is written",
      "2:usage or bad input"
    },
    footer = {
      "",
      "Examples:",
      "  epcheck results                                        all of them",
      "  epcheck results verdicts                               each verdict again: its counterexamples, its page",
      "  epcheck results overview                               README.md, index.html and verdicts.txt alone",
      "  epcheck results fixes                                  what each fix of v5 is good for"
    })
final class ResultsCommand implements Callable<Integer> {
  /** The pages that there are; overview is a part of verdicts. */
  static final List<String> PAGES = List.of("verdicts", "overview", "fixes", "review-questions");

  private final Terminal terminal;
  private final Catalog catalog;

  @Parameters(
      paramLabel = "PAGE",
      arity = "0..*",
      description = "verdicts, overview, fixes or review-questions. Default: all.")
  private List<String> pages = List.of("verdicts", "fixes", "review-questions");

  @Option(names = "--dir", paramLabel = "DIR", description = "Where. Default: results.")
  private Path root = Path.of("results");

  @Mixin private SharedOptions.Telling telling;

  ResultsCommand(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws BadInput {
    ResultsFolder folder = new ResultsFolder(root, terminal);
    folder.requireFolder();
    for (String page : pages) {
      if (!PAGES.contains(page)) {
        throw new BadInput("no page '" + page + "'; there is " + String.join(", ", PAGES));
      }
    }
    Validation validation = new Validation(terminal, Options.DEFAULT, telling.quiet());
    for (String page : pages) {
      switch (page) {
        case "verdicts" -> {
          if (!verdicts(folder)) {
            return ExitStatus.VIOLATED;
          }
        }
        case "overview" -> overview(folder);
        case "fixes" -> folder.write("fixes.md", new Fixes(validation).page().text());
        default ->
            folder.write("review-questions.md", new ReviewQuestions(validation).page().text());
      }
    }
    return ExitStatus.OK;
  }

  private boolean verdicts(ResultsFolder folder) throws BadInput {
    Surroundings where = Surroundings.here();
    RecordedAgain again = new RecordedAgain(terminal, catalog);
    again.run(telling);
    if (!again.areAsRecorded()) {
      return false;
    }
    folder.fill("counterexamples", ".txt", again.texts());
    folder.fill("pages", ".html", again.pages());
    overview(folder);
    folder.write(
        "measurements.md", new MeasurementsPage(again.verdicts(), where, where.cores()).text());
    return true;
  }

  private void overview(ResultsFolder folder) throws BadInput {
    OverviewPage page = new OverviewPage(Overview.of(catalog.recorded(), stress()));
    folder.write("README.md", page.markdown());
    folder.write("index.html", page.html());
    List<String> names = catalog.revisions().stream().map(Catalog.Entry::name).toList();
    List<String> lines = new VerdictMatrix(catalog.recorded(), names).lines();
    folder.write("verdicts.txt", String.join("\n", lines) + "\n");
  }

  private List<StressRun> stress() throws BadInput {
    try {
      return StressRun.all(root.resolve("stress"));
    } catch (IOException e) {
      throw new BadInput("cannot read the stress tests' results: " + e.getMessage(), e);
    }
  }
}
