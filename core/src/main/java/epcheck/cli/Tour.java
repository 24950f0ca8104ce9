package epcheck.cli;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.report.Case;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.Token;
import epcheck.scenario.RecordedVerdicts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code epcheck} alone: every recorded verdict, checked again, and the shortest counterexample of
 * v5.
 */
@Command(
    name = "epcheck",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    synopsisHeading = "",
    customSynopsis = {"epcheck [OPTION]...", "epcheck COMMAND [OPTION]..."},
    description = {
      "",
      "A model checker for the races between the SGX EPC reclaimers and the EPC OOM killer of the Linux EPC cgroup"
          + " series. Without a command, a tour: every recorded verdict is checked again, then the shortest"
          + " counterexample of v5 is shown in full.",
      ""
    },
    optionListHeading = "",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit status of the tour:%n",
    exitCodeList = {
      "0:every verdict is as recorded",
      "1:one differs",
      "2:usage or bad input",
      "130, 143:stopped by Ctrl-C or SIGTERM"
    },
    footer = {
      "",
      "Examples:",
      "  epcheck                                        the tour",
      "  epcheck list scenarios                         what there is",
      "  epcheck check -r v5 -s last-page               one verdict, with every counterexample",
      "  epcheck replay v5.last-page.AAUUJAPL           one schedule again, step by step",
      "",
      "'epcheck COMMAND --help' says more. EPCHECK_DEBUG=1 shows stack traces, NO_COLOR=1 leaves colours out."
    })
final class Tour implements Callable<Integer> {
  private static final String SHOWN = "v5";

  private final Terminal terminal;
  private final Catalog catalog;

  @Mixin private SharedOptions.Detail detail;

  @Mixin private SharedOptions.Telling telling;

  @Option(
      names = "--skip-slow",
      description = "Leave out the verdicts that take more than a few seconds.")
  private boolean skipSlow;

  Tour(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws BadInput {
    List<RecordedVerdicts.Entry> entries = catalog.recorded();
    if (entries.isEmpty()) {
      throw new BadInput("there are no recorded verdicts to compare with");
    }
    Recorded recorded = new Recorded(entries);
    Options options = Options.DEFAULT.withoutMinimizing();
    List<Checks.Job> jobs = new ArrayList<>();
    for (RecordedVerdicts.Entry entry : entries) {
      if (skipSlow && entry.slow()) {
        continue;
      }
      jobs.add(
          Checks.Job.of(
              catalog.subject(entry.revision(), entry.patches(), entry.scenario()), options));
    }
    Comparison comparison =
        new Comparison(terminal, recorded, jobs.stream().map(Checks.Job::what).toList());
    comparison.begin();
    try (Interruption interruption = new Interruption()) {
      new Checks(terminal, options, false, telling.quiet(), recorded)
          .runUntil(interruption.asked(), jobs, comparison::add);
      terminal.print(List.of("", comparison.conclusion()));
      if (!interruption.asked().isDone()) {
        shortest(comparison.verdicts());
      }
    }
    comparison.failed().forEach(outcome -> CheckCommand.complain(terminal, outcome));
    return comparison.status();
  }

  /**
   * One counterexample in full, of the first verdict of v5 that has one, and what to type next.
   * Only this one is minimized: the table takes long enough.
   */
  private void shortest(List<Checked> verdicts) throws BadInput {
    Checked shown =
        verdicts.stream()
            .filter(checked -> checked.verdict().violations().stream().anyMatch(Tour::hasSchedule))
            .min(Comparator.comparingInt(checked -> isShown(checked.what()) ? 0 : 1))
            .orElse(null);
    if (shown == null) {
      return;
    }
    Case what = shown.what();
    Verdict verdict =
        new Explorer(
                catalog.subject(what.revision(), what.patches(), what.scenario()).model(),
                Options.DEFAULT)
            .run(Progress.NONE);
    Verdict.Violation violation =
        verdict.violations().stream().filter(Tour::hasSchedule).findFirst().orElseThrow();
    terminal.print(List.of("", "The shortest counterexample of " + what + ":", ""));
    terminal.print(
        terminal
            .report(detail.full())
            .counterexample(what, violation, verdict.statistics().states()));
    String check = "epcheck " + what.command();
    String replay = "epcheck replay --full " + new Token(what, violation.schedule());
    int column = Math.max(check.length(), replay.length()) + 3;
    terminal.print(
        List.of(
            "",
            "Next:",
            next(check, column, "all its counterexamples"),
            next(replay, column, "this one, every operation of it"),
            next("epcheck list scenarios", column, "what else there is"),
            next("epcheck --help", column, "what else it does")));
  }

  private static boolean hasSchedule(Verdict.Violation violation) {
    return !violation.hasNoSchedule();
  }

  private static String next(String command, int column, String what) {
    String line = "  " + command + " ".repeat(Math.max(3, column - command.length())) + what;
    return line.length() > ConsoleReport.WIDTH ? "  " + command : line;
  }

  private static boolean isShown(Case what) {
    return what.revision().equals(SHOWN) && what.patches().isEmpty();
  }
}
