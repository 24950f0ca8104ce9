package epcheck.cli;

import epcheck.explore.ModelError;
import epcheck.explore.Options;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.Paint;
import epcheck.revision.Patch;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.RecordedVerdicts;
import epcheck.validate.Applied;
import epcheck.validate.BadProposal;
import epcheck.validate.Change;
import epcheck.validate.Difference;
import epcheck.validate.DifferenceJson;
import epcheck.validate.DifferenceReport;
import epcheck.validate.Failure;
import epcheck.validate.Overriding;
import epcheck.validate.ScenarioDifference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code epcheck validate}. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    header = "Tells what a proposed change makes better and what it breaks.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck validate [OPTION]... PROPOSAL.java|PATCH",
    description = {
      "",
      "Explores each scenario before and after the change, and tells the difference: the violations that it"
          + " removes, adds (each with its shortest schedule) and leaves, and what becomes of the lock order. A"
          + " proposal is a Java file that overrides the functions that it changes; docs/validate.md is a page on"
          + " how to write one.",
      ""
    },
    parameterListHeading = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:nothing is violated after the change",
      "1:something is, be it new or left",
      "2:usage or bad input, or a proposal that cannot be used",
      "3:inconclusive: a budget or the memory ran out, and nothing is violated after the change"
    },
    footer = {
      "",
      "Examples:",
      "  epcheck new-proposal MyChange --function sgx_epc_oom   writes MyChange.java",
      "  epcheck validate MyChange.java                         against v5, every scenario meant for it",
      "  epcheck validate MyChange.java -s last-page            one scenario",
      "  epcheck validate MyChange.java -p rotate-victims       together with a shipped patch",
      "  epcheck validate rotate-victims --format mail          a shipped patch, to paste into a mail"
    })
final class ValidateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "PROPOSAL.java|PATCH",
      description = "A file, or the name of a shipped patch.")
  private String proposal;

  @Option(
      names = "--against",
      paramLabel = "REV",
      description = "The revision that it changes. Default: v5.")
  private String against = "v5";

  @Option(
      names = {"-p", "--patch"},
      paramLabel = "PATCH",
      description = "A further shipped patch or file; all are applied together.")
  private List<String> patches = List.of();

  @Option(
      names = {"-s", "--scenario"},
      paramLabel = "NAME|FILE",
      description =
          "A shipped scenario or a YAML file. Default: all shipped ones meant for the revision that do not take"
              + " long.")
  private List<String> scenarios = List.of();

  @Option(names = "--all", description = "Those that take long, too.")
  private boolean all;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      converter = Choices.OfDuration.class,
      description = "How long the search of one scenario may take: 500ms, 60s, 5m. Default: 10m.")
  private Duration budget = Options.DEFAULT.budget();

  @Option(
      names = "--format",
      paramLabel = "console|mail",
      converter = Choices.OfLayout.class,
      description = "For a terminal (the default), or plain text of 72 columns for a mail.")
  private Choices.Layout format = Choices.Layout.CONSOLE;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Write the difference as JSON; - is the standard output, which then gets nothing else.")
  private String json;

  @Option(names = "--full", description = "Counterexamples with every operation of every step.")
  private boolean full;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress.")
  private boolean quiet;

  ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Ends the run at the first search that fails: the others would, too. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Checks.Outcome outcome;

    Stopped(Checks.Outcome outcome) {
      super(null, outcome.error());
      this.outcome = outcome;
    }
  }

  @Override
  public Integer call() throws BadInput {
    if (json != null && !json.equals("-")) {
      CheckCommand.requireWritable(Path.of(json));
    }
    Change change = change();
    Catalog catalog = new ShippedCatalog(change.patches());
    List<String> leftOut = new ArrayList<>();
    List<String> chosen = chosen(catalog, leftOut);
    Difference difference = new Difference(change, explored(catalog, change, chosen), leftOut);
    requireCalls(difference);
    if (!"-".equals(json)) {
      terminal.print(report().lines(difference));
    }
    if (json != null) {
      write(new DifferenceJson(difference).text());
    }
    return switch (difference.result()) {
      case CLEAN -> ExitStatus.OK;
      case VIOLATED -> ExitStatus.VIOLATED;
      case INCONCLUSIVE -> ExitStatus.INCONCLUSIVE;
    };
  }

  private Change change() throws BadInput {
    List<String> names = new ArrayList<>(List.of(proposal));
    names.addAll(patches);
    List<String> revisions = Revisions.all().stream().map(Revision::name).toList();
    Revision base =
        Revisions.named(against)
            .orElseThrow(
                () ->
                    new BadInput(
                        "unknown revision '"
                            + against
                            + "'"
                            + Nearest.hint("revision", against, revisions)));
    Change change = new Change(against, Patches.of(names));
    try {
      Applied.on(base, change.patches());
    } catch (BadProposal e) {
      throw new BadInput(e.getMessage(), e);
    }
    return change;
  }

  private List<String> chosen(Catalog catalog, List<String> leftOut) throws BadInput {
    if (!scenarios.isEmpty()) {
      return scenarios;
    }
    List<String> slow =
        catalog.recorded().stream()
            .filter(v -> v.slow() && v.revision().equals(against) && v.patches().isEmpty())
            .map(RecordedVerdicts.Entry::scenario)
            .toList();
    List<String> chosen = new ArrayList<>(catalog.scenariosFor(against, List.of()));
    if (!all) {
      chosen.stream().filter(slow::contains).forEach(leftOut::add);
      chosen.removeAll(slow);
    }
    return chosen;
  }

  /** Before and after in turn, so that a broken proposal is told soon. */
  private List<ScenarioDifference> explored(Catalog catalog, Change change, List<String> chosen)
      throws BadInput {
    Options options = Options.DEFAULT.withBudget(budget);
    List<String> names = change.patches().stream().map(Patch::name).toList();
    List<BadInput> unusable = new ArrayList<>();
    List<Checks.Job> before =
        new Selection(catalog, List.of(against), List.of(), chosen)
            .jobs(options, " with -s", unusable);
    List<Checks.Job> after =
        new Selection(catalog, List.of(against), names, chosen).jobs(options, " with -s", unusable);
    if (!unusable.isEmpty()) {
      throw unusable.get(0);
    }
    List<Checks.Job> jobs = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      jobs.add(after.get(i));
      jobs.add(before.get(i));
    }
    List<Checked> found = new ArrayList<>();
    try {
      new Checks(terminal, options, false, quiet)
          .run(
              jobs,
              outcome -> {
                if (outcome.error() != null) {
                  throw new Stopped(outcome);
                }
                found.add(outcome.checked());
              });
    } catch (Stopped e) {
      throw failed(e.outcome, change);
    }
    List<ScenarioDifference> differences = new ArrayList<>();
    for (int i = 0; i < found.size(); i += 2) {
      differences.add(new ScenarioDifference(found.get(i + 1), found.get(i)));
    }
    return differences;
  }

  private static BadInput failed(Checks.Outcome outcome, Change change) {
    Throwable error = outcome.error();
    String where = outcome.job().what().toString();
    if (outcome.job().what().patches().isEmpty() && !(error instanceof ModelError)) {
      throw new IllegalStateException(error);
    }
    return new BadInput(new Failure(error, change.proposals()).inWords(where), error);
  }

  private static void requireCalls(Difference difference) throws BadInput {
    List<Overriding> never = difference.neverCalled();
    int overrides =
        difference.change().proposals().stream().mapToInt(p -> p.overrides().size()).sum();
    if (overrides == 0 || never.size() < overrides || !difference.allCovered()) {
      return;
    }
    String functions =
        never.stream().map(o -> o.method() + "()").distinct().collect(Collectors.joining(", "));
    String scenarios =
        difference.scenarios().stream()
            .map(ScenarioDifference::scenario)
            .collect(Collectors.joining(", "));
    throw new BadInput(
        "no interleaving of any scenario calls "
            + functions
            + ", so nothing was tried: run it with others (-s, --all), or with one of your own"
            + "\nScenarios: "
            + scenarios);
  }

  private DifferenceReport report() {
    return format == Choices.Layout.MAIL
        ? new DifferenceReport(DifferenceReport.MAIL, full, Paint.PLAIN)
        : new DifferenceReport(ConsoleReport.WIDTH, full, terminal.paint());
  }

  private void write(String text) throws BadInput {
    if (json.equals("-")) {
      terminal.out().print(text);
      terminal.out().flush();
      return;
    }
    try {
      Files.writeString(Path.of(json), text);
    } catch (IOException e) {
      throw new BadInput("--json: cannot write " + json + ": " + e.getMessage(), e);
    }
  }
}
