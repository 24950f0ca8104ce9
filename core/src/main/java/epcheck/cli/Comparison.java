package epcheck.cli;

import epcheck.report.Case;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.VerdictTable;
import java.util.ArrayList;
import java.util.List;

/** Verdicts beside what is on record for them, told row by row as they come. */
final class Comparison {
  private final Terminal terminal;
  private final Recorded recorded;
  private final List<Case> cases;
  private final VerdictTable table;
  private final List<Checked> verdicts = new ArrayList<>();
  private final List<Checks.Outcome> failed = new ArrayList<>();
  private int differing;
  private int unfinished;

  Comparison(Terminal terminal, Recorded recorded, List<Case> cases) {
    this.terminal = terminal;
    this.recorded = recorded;
    this.cases = cases;
    this.table = new VerdictTable(cases, true, ConsoleReport.WIDTH, terminal.paint());
  }

  void begin() {
    terminal.print(table.header());
  }

  void add(Checks.Outcome outcome) {
    Case what = outcome.job().what();
    if (outcome.error() != null) {
      failed.add(outcome);
      terminal.print(table.failed(what, outcome.errorText()));
    } else if (outcome.checked().verdict().interrupted()) {
      unfinished++;
    } else {
      verdicts.add(outcome.checked());
      VerdictTable.Expected expected = recorded.expected(what);
      differing += expected.matches(outcome.checked()) ? 0 : 1;
      terminal.print(table.row(outcome.checked(), expected));
    }
  }

  /** In a line. */
  String conclusion() {
    int others = differing + failed.size();
    if (unfinished > 0) {
      return "Stopped after %d of %d verdicts; %s."
          .formatted(
              cases.size() - unfinished,
              cases.size(),
              others == 0
                  ? "they are as recorded"
                  : others + " of them differ from what was recorded");
    }
    return others == 0
        ? "All " + cases.size() + " verdicts are as recorded."
        : others + " of " + cases.size() + " verdicts differ from what was recorded.";
  }

  /** Those that there are, in order. */
  List<Checked> verdicts() {
    return verdicts;
  }

  /** What has no verdict, since it cannot be explored. */
  List<Checks.Outcome> failed() {
    return failed;
  }

  int status() {
    if (!failed.isEmpty()) {
      return ExitStatus.BAD_INPUT;
    }
    return differing == 0 ? ExitStatus.OK : ExitStatus.VIOLATED;
  }
}
