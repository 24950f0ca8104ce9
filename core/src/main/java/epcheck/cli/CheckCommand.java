package epcheck.cli;

import epcheck.explore.ModelError;
import epcheck.explore.Options;
import epcheck.explore.Verdict;
import epcheck.report.Case;
import epcheck.report.ConsoleReport;
import epcheck.report.VerdictTable;
import epcheck.scenario.RecordedVerdicts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "3:inconclusive: the budget or the memory ran out, and nothing is violated",
      "130, 143:stopped by Ctrl-C or SIGTERM; the reports tell what was found until then"
    },
    footer = {
      "",
      "Examples:",
      "  epcheck check                                      v5, every scenario meant for it",
      "  epcheck check -r v5 -s last-page                   one scenario",
      "  epcheck check -r mainline -p mmput-in-srcu         a patch on top of a revision",
      "  epcheck check -r mainline -r v5 -s my.yaml         your own scenario on two revisions",
      "  epcheck check -s last-page --json - --quiet | jq   for a program",
      "  epcheck check --junit epcheck.xml --shard 3/8      in CI, on the third of eight machines",
      "  epcheck check -s kill-vs-exit --checkpoint k.ckpt  stop it, or kill it; the same command goes on"
    })
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Catalog catalog;
  private final GithubActions github;

  @Option(
      names = {"-r", "--revision"},
      paramLabel = "REV",
      description = "A revision of the driver; may be given more than once. Default: v5.")
  private List<String> revisions = List.of("v5");

  @Mixin private SharedOptions.OnTop onTop;

  @Option(
      names = {"-s", "--scenario"},
      paramLabel = "NAME|FILE",
      description =
          "A shipped scenario or a YAML file. Default: all shipped ones meant for the revision.")
  private List<String> scenarios = List.of();

  @Option(
      names = "--shard",
      paramLabel = "N/OF",
      converter = Shard.Converter.class,
      description = "Only a part of the cases: 1/8 to 8/8 together are all of them, each once.")
  private Shard shard = Shard.ALL;

  @Mixin private SharedOptions.Budget budget;

  @Mixin private SharedOptions.Grain grain;

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

  @Mixin private Checkpoints checkpoints;

  @Mixin private ReportFiles reports;

  @Mixin private SharedOptions.Detail detail;

  @Option(
      names = "--no-minimize",
      description = "Show counterexamples as they were found, not the shortest ones.")
  private boolean noMinimize;

  @Mixin private SharedOptions.Telling telling;

  CheckCommand(Terminal terminal, Catalog catalog, GithubActions github) {
    this.terminal = terminal;
    this.catalog = catalog;
    this.github = github;
  }

  @Override
  public Integer call() throws BadInput {
    reports.requireWritable(catalog);
    checkpoints.requireWritable();
    Options options = options();
    List<BadInput> unusable = new ArrayList<>();
    List<Checks.Job> all =
        new Selection(catalog, revisions, onTop.patches(), scenarios)
            .jobs(options, " with -s", unusable);
    unusable.forEach(terminal::complain);
    List<Checks.Outcome> outcomes = new ArrayList<>();
    try (Interruption interruption = new Interruption()) {
      Recorded sizes = telling.quiet() ? Recorded.NOTHING : recorded();
      Checks checks =
          new Checks(terminal, options, races == Choices.Races.ERROR, telling.quiet(), sizes);
      checks.runUntil(
          interruption.asked(),
          checkpoints.keep(mine(all), scenarios, options),
          outcome -> {
            show(outcome, outcomes.isEmpty());
            outcomes.add(outcome);
          });
      conclude(outcomes);
      checkpoints.conclude(outcomes, terminal);
    }
    return unusable.isEmpty() ? status(outcomes) : ExitStatus.BAD_INPUT;
  }

  private Options options() {
    return new Options(
        grain.granularity(),
        search == Choices.Search.STATES,
        true,
        budget.duration(),
        noMinimize ? Duration.ZERO : Options.DEFAULT.minimize());
  }

  /** What this shard has to do. */
  private List<Checks.Job> mine(List<Checks.Job> all) {
    if (shard.equals(Shard.ALL)) {
      return all;
    }
    Recorded recorded = recorded();
    return shard.of(
        all, job -> recorded.of(job.what()).map(RecordedVerdicts.Entry::slow).orElse(false));
  }

  private void show(Checks.Outcome outcome, boolean first) {
    if (outcome.error() != null) {
      complain(terminal, outcome);
      return;
    }
    if (reports.takeStandardOutput(catalog)) {
      return;
    }
    if (!first) {
      terminal.print(List.of(""));
    }
    terminal.print(
        outcome.cutShort()
            ? List.of(
                "INCONCLUSIVE  "
                    + outcome.job().what()
                    + ": "
                    + outcome.checked().verdict().incompleteBecause())
            : terminal.report(detail.full()).verdict(outcome.checked()));
  }

  private void conclude(List<Checks.Outcome> outcomes) throws BadInput {
    boolean silent = reports.takeStandardOutput(catalog);
    if (!silent && outcomes.size() > 1) {
      summary(outcomes);
    }
    if (!silent && outcomes.isEmpty()) {
      terminal.print(List.of("nothing to check in shard " + shard));
    }
    reports.write(outcomes, catalog, terminal, options());
    github.tell(outcomes, catalog, silent ? terminal.err() : terminal.out());
  }

  /** Says why a case has no verdict. */
  static void complain(Terminal terminal, Checks.Outcome outcome) {
    if (outcome.error() instanceof ModelError || outcome.error() instanceof BadInput) {
      terminal.complain(outcome.job().what() + ": " + outcome.errorText());
    } else {
      terminal.complain(outcome.error());
    }
  }

  private void summary(List<Checks.Outcome> outcomes) {
    Recorded recorded = recorded();
    List<Case> cases = outcomes.stream().map(outcome -> outcome.job().what()).toList();
    VerdictTable table =
        new VerdictTable(
            cases, !catalog.recorded().isEmpty(), ConsoleReport.WIDTH, terminal.paint());
    terminal.print(List.of(""));
    terminal.print(table.header());
    for (Checks.Outcome outcome : outcomes) {
      terminal.print(
          outcome.error() == null
              ? table.row(outcome.checked(), recorded.expected(outcome.job().what()))
              : table.failed(outcome.job().what(), outcome.errorText()));
    }
  }

  private Recorded recorded() {
    return new Recorded(catalog.recorded());
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
