package epcheck.cli;

import epcheck.explore.Granularity;
import epcheck.explore.Options;
import epcheck.explore.Verdict;
import epcheck.report.Case;
import epcheck.report.ConsoleReport;
import epcheck.report.JsonReport;
import epcheck.report.VerdictTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code epcheck check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    header = "Checks revisions of the driver: every interleaving of a scenario.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck check [OPTION]...",
    description = {
      "",
      "Goes on after a violation and reports every distinct one (one rule, broken in one kernel function), each"
          + " with its shortest schedule.",
      ""
    },
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every verdict is proved",
      "1:something is violated",
      "2:usage or bad input, or a model that cannot be explored",
      "3:inconclusive: the budget or the memory ran out, and nothing is violated"
    },
    footer = {
      "",
      "Examples:",
      "  epcheck check                                      v5, every scenario meant for it",
      "  epcheck check -r v5 -s last-page                   one scenario",
      "  epcheck check -r mainline -p mmput-in-srcu         a patch on top of a revision",
      "  epcheck check -r mainline -r v5 -s my.yaml         your own scenario on two revisions",
      "  epcheck check -s last-page --json - --quiet | jq   for a program"
    })
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Catalog catalog;

  @Option(
      names = {"-r", "--revision"},
      paramLabel = "REV",
      description = "A revision of the driver; may be given more than once. Default: v5.")
  private List<String> revisions = List.of("v5");

  @Option(
      names = {"-p", "--patch"},
      paramLabel = "PATCH",
      description = "A change on top of each revision; those given are applied together, in order.")
  private List<String> patches = List.of();

  @Option(
      names = {"-s", "--scenario"},
      paramLabel = "NAME|FILE",
      description =
          "A shipped scenario or a YAML file. Default: all shipped ones meant for the revision.")
  private List<String> scenarios = List.of();

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      converter = Choices.OfDuration.class,
      description = "How long the search of one scenario may take: 500ms, 60s, 5m. Default: 10m.")
  private Duration budget = Options.DEFAULT.budget();

  @Option(
      names = "--granularity",
      paramLabel = "lock|access",
      converter = Choices.OfGranularity.class,
      description =
          "Where the scheduler may switch: at locks, atomics, waits and whatever no lock covers (the default), or"
              + " at every access to memory: exact as well, and slower.")
  private Granularity granularity = Options.DEFAULT.granularity();

  @Option(
      names = "--search",
      paramLabel = "states|traces",
      converter = Choices.OfSearch.class,
      description =
          "Visit each state once (the default), or run each trace by itself: a cross-check that no collision of"
              + " fingerprints can fool, for small scenarios.")
  private Choices.Search search = Choices.Search.STATES;

  @Option(
      names = "--races",
      paramLabel = "list|error",
      converter = Choices.OfRaces.class,
      description = "List data races (the default), or let one make the verdict violated.")
  private Choices.Races races = Choices.Races.LIST;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Write the verdicts as JSON; - is the standard output, which then gets nothing else.")
  private String json;

  @Option(
      names = "--html",
      paramLabel = "DIR",
      description =
          "Write a page for each verdict, to be read without epcheck, and an index.html of them.")
  private Path html;

  @Option(names = "--full", description = "Counterexamples with every operation of every step.")
  private boolean full;

  @Option(
      names = "--no-minimize",
      description = "Show counterexamples as they were found, not the shortest ones.")
  private boolean noMinimize;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress.")
  private boolean quiet;

  CheckCommand(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws BadInput {
    if (json != null && !json.equals("-")) {
      requireWritable(Path.of(json));
    }
    if (html != null) {
      HtmlPages.requireWritable(html);
    }
    Options options =
        new Options(
            granularity,
            search == Choices.Search.STATES,
            true,
            budget,
            noMinimize ? Duration.ZERO : Options.DEFAULT.minimize());
    List<BadInput> unusable = new ArrayList<>();
    List<Checks.Job> jobs =
        new Selection(catalog, revisions, patches, scenarios).jobs(options, " with -s", unusable);
    unusable.forEach(terminal::complain);
    List<Checks.Outcome> outcomes = new ArrayList<>();
    boolean silent = "-".equals(json);
    new Checks(terminal, options, races == Choices.Races.ERROR, quiet)
        .run(
            jobs,
            outcome -> {
              if (!silent || outcome.error() != null) {
                show(outcome, outcomes.isEmpty());
              }
              outcomes.add(outcome);
            });
    if (!silent && outcomes.size() > 1) {
      summary(outcomes);
    }
    if (json != null) {
      writeJson(outcomes);
    }
    if (html != null) {
      new HtmlPages(html, options).write(outcomes);
    }
    return unusable.isEmpty() ? status(outcomes) : ExitStatus.BAD_INPUT;
  }

  private void show(Checks.Outcome outcome, boolean first) {
    if (outcome.error() == null) {
      if (!first) {
        terminal.print(List.of(""));
      }
      terminal.print(terminal.report(full).verdict(outcome.checked()));
    } else {
      complain(terminal, outcome);
    }
  }

  /** Says why a case has no verdict. */
  static void complain(Terminal terminal, Checks.Outcome outcome) {
    if (outcome.error() instanceof epcheck.explore.ModelError) {
      terminal.complain(outcome.job().what() + ": " + outcome.errorText());
    } else {
      terminal.complain(outcome.error());
    }
  }

  private void summary(List<Checks.Outcome> outcomes) {
    List<Case> cases = outcomes.stream().map(outcome -> outcome.job().what()).toList();
    VerdictTable table =
        new VerdictTable(
            cases, !catalog.recorded().isEmpty(), ConsoleReport.WIDTH, terminal.paint());
    terminal.print(List.of(""));
    terminal.print(table.header());
    for (Checks.Outcome outcome : outcomes) {
      terminal.print(
          outcome.error() == null
              ? table.row(outcome.checked(), expected(outcome.job().what()))
              : table.failed(outcome.job().what(), outcome.errorText()));
    }
  }

  private VerdictTable.Expected expected(Case what) {
    return catalog.recorded().stream()
        .filter(
            recorded ->
                recorded.revision().equals(what.revision())
                    && recorded.patches().equals(what.patches())
                    && recorded.scenario().equals(what.scenario()))
        .findFirst()
        .map(
            recorded ->
                new VerdictTable.Expected(recorded.result(), Set.copyOf(recorded.violations())))
        .orElse(null);
  }

  static void requireWritable(Path file) throws BadInput {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new BadInput("--json: cannot write " + file);
    }
  }

  private void writeJson(List<Checks.Outcome> outcomes) throws BadInput {
    JsonReport report = new JsonReport();
    for (Checks.Outcome outcome : outcomes) {
      if (outcome.error() == null) {
        report.add(outcome.checked());
      } else {
        report.addFailed(outcome.job().what(), outcome.errorText());
      }
    }
    if (json.equals("-")) {
      terminal.out().print(report);
      terminal.out().flush();
      return;
    }
    try {
      Files.writeString(Path.of(json), report.toString());
    } catch (IOException e) {
      throw new BadInput("--json: cannot write " + json + ": " + e.getMessage(), e);
    }
  }

  private static int status(List<Checks.Outcome> outcomes) {
    if (outcomes.stream().anyMatch(outcome -> outcome.error() != null)) {
      return ExitStatus.BAD_INPUT;
    }
    Set<Verdict.Result> results = new LinkedHashSet<>();
    outcomes.forEach(outcome -> results.add(outcome.checked().result()));
    if (results.contains(Verdict.Result.VIOLATED)) {
      return ExitStatus.VIOLATED;
    }
    return results.contains(Verdict.Result.INCONCLUSIVE) ? ExitStatus.INCONCLUSIVE : ExitStatus.OK;
  }
}
