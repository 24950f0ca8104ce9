package epcheck.lincheck;

import epcheck.cli.BadInput;
import epcheck.cli.Catalog;
import epcheck.cli.ExitStatus;
import epcheck.cli.SharedOptions;
import epcheck.cli.Subject;
import epcheck.cli.Terminal;
import epcheck.explore.Options;
import epcheck.scenario.RecordedVerdicts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code epcheck lincheck}. */
@Command(
    name = "epcheck lincheck",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    header = "Runs scenarios under Lincheck too, and holds its outcomes against the explorer's.",
    synopsisHeading = "%n",
    customSynopsis = "epcheck lincheck [OPTION]... [SCENARIO]...",
    description = {
      "",
      "Lincheck's model checker tries schedules of the same driver, on real threads that it stops and starts: a second"
          + " opinion, by a scheduler that is not ours. It disagrees if it comes to an outcome that the explorer says is"
          + " impossible, to a violation that the explorer does not report, or to one with fewer preemptions than the"
          + " explorer's shortest schedule has.",
      ""
    },
    parameterListHeading = "",
    optionListHeading = "",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:they agree on every case",
      "1:they disagree",
      "2:usage or bad input",
      "3:the explorer could not finish a case within its budget, and they agree on all others"
    },
    footer = {
      "",
      "Examples:",
      "  epcheck lincheck                                mainline, v2, v5 and each patch; half an hour",
      "  epcheck lincheck -r v5 last-page                one scenario",
      "  epcheck lincheck -r mainline -p fork-deadlock fork-vs-reclaim",
      "  epcheck lincheck --results results/lincheck     the pages of the repository, anew"
    })
final class LincheckCommand implements Callable<Integer> {
  private static final Options EXPLORER = Options.DEFAULT.withBudget(Duration.ofMinutes(5));

  private static final Set<String> COMPARED = Set.of("mainline", "v2", "v5");

  private final Terminal terminal;
  private final Catalog catalog;

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "0..*",
      description =
          "Shipped scenarios or YAML files. Default: those with a recorded verdict on mainline, v2 and v5,"
              + " and on mainline with each patch; not the slow ones.")
  private List<String> scenarios = List.of();

  @Mixin private SharedOptions.OneRevision revision;

  @Mixin private SharedOptions.OnTop onTop;

  @Option(
      names = "--invocations",
      paramLabel = "N",
      description = "How many schedules Lincheck may try for each. Default: ${DEFAULT-VALUE}.")
  private int invocations = 150;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Where to write README.md, and a file for each trace. Default: nowhere.")
  private Path results;

  LincheckCommand(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws BadInput {
    if (invocations < 1) {
      throw new BadInput("--invocations is " + invocations + "; write 1 or more");
    }
    ResultsFolder folder = results == null ? null : new ResultsFolder(results);
    List<Subject> subjects = subjects();
    List<Comparison> done = new ArrayList<>();
    int unfinished = 0;
    terminal.print(Row.header());
    for (Subject subject : subjects) {
      try {
        Comparison comparison = Comparison.of(subject, invocations, EXPLORER);
        done.add(comparison);
        terminal.print(new Row(comparison).lines());
      } catch (IllegalStateException e) {
        unfinished++;
        terminal.complain(
            subject.scenario()
                + " on "
                + subject.revision()
                + ": the explorer did not finish: "
                + e.getMessage());
      }
    }
    if (folder != null) {
      folder.write(done, invocations);
    }
    long disagree = done.stream().filter(c -> !c.agrees()).count();
    terminal.print(List.of("", summary(done.size(), disagree, unfinished)));
    return disagree > 0
        ? ExitStatus.VIOLATED
        : unfinished > 0 ? ExitStatus.INCONCLUSIVE : ExitStatus.OK;
  }

  private List<Subject> subjects() throws BadInput {
    List<Subject> subjects = new ArrayList<>();
    for (String scenario : scenarios) {
      subjects.add(catalog.subject(revision.name(), onTop.patches(), scenario));
    }
    if (scenarios.isEmpty()) {
      for (var entry : catalog.recorded()) {
        if (isCompared(entry)) {
          subjects.add(catalog.subject(entry.revision(), entry.patches(), entry.scenario()));
        }
      }
    }
    return subjects;
  }

  /**
   * A quarter of a minute each, most of which Lincheck takes to instrument the driver: those of the
   * revisions that differ most, and each patch once.
   */
  private static boolean isCompared(RecordedVerdicts.Entry entry) {
    return !entry.slow()
        && COMPARED.contains(entry.revision())
        && (entry.patches().isEmpty() || entry.revision().equals("mainline"));
  }

  private static String summary(int compared, long disagree, int unfinished) {
    return compared
        + " compared, "
        + (compared - disagree)
        + " agree, "
        + disagree
        + " disagree"
        + (unfinished == 0 ? "" : ", " + unfinished + " not compared");
  }
}
