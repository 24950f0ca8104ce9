package epcheck.cli;

import epcheck.explore.Options;
import epcheck.report.ConsoleReport;
import epcheck.report.Paint;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.validate.Applied;
import epcheck.validate.BadProposal;
import epcheck.validate.Change;
import epcheck.validate.Difference;
import epcheck.validate.DifferenceJson;
import epcheck.validate.DifferenceReport;
import epcheck.validate.Overriding;
import epcheck.validate.ScenarioDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    customSynopsis = "epcheck validate [OPTION]... PROPOSAL.java|PATCH|REV",
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
  /** What can be validated. */
  static final String CHANGE = "PROPOSAL.java|PATCH|REV";

  private final Terminal terminal;

  @Parameters(
      paramLabel = CHANGE,
      description = "A file, the name of a shipped patch, or a revision to compare with.")
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

  @Mixin private SharedOptions.Budget budget;

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

  @Mixin private SharedOptions.Detail detail;

  @Mixin private SharedOptions.Telling telling;

  ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws BadInput {
    OutputFile file = json == null ? null : new OutputFile("--json", json);
    if (file != null) {
      file.requireWritable();
    }
    Change change = change();
    Validation validation =
        new Validation(terminal, Options.DEFAULT.withBudget(budget.duration()), telling.quiet());
    Difference difference = difference(validation, change);
    requireCalls(difference);
    if (file == null || !file.isStandardOutput()) {
      terminal.print(report().lines(difference));
    }
    if (file != null) {
      file.write(new DifferenceJson(difference).text(), terminal);
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

  private Difference difference(Validation validation, Change change) throws BadInput {
    if (!scenarios.isEmpty()) {
      return validation.of(change, scenarios);
    }
    return all ? validation.ofAll(change) : validation.ofQuick(change);
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
        ? new DifferenceReport(DifferenceReport.MAIL, detail.full(), Paint.PLAIN)
        : new DifferenceReport(ConsoleReport.WIDTH, detail.full(), terminal.paint());
  }
}
