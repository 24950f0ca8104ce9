package epcheck.ci;

import epcheck.explore.Verdict;
import epcheck.report.Case;
import epcheck.report.CaseReport;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.DataRaceReport;
import epcheck.report.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Verdicts as a table in Markdown, for the page of a job. */
public final class JobSummary implements CaseReport {
  private final List<String> rows = new ArrayList<>();

  @Override
  public void add(Checked checked) {
    Verdict verdict = checked.verdict();
    String result = checked.result().name().toLowerCase(Locale.ROOT);
    row(
        checked.what(),
        checked.result() == Verdict.Result.PROVED ? result : "**" + result + "**",
        String.format(Locale.ROOT, "%,d", verdict.statistics().states()),
        String.format(Locale.ROOT, "%.1f s", verdict.statistics().seconds()),
        remarks(checked));
  }

  @Override
  public void addFailed(Case what, String error) {
    row(what, "**error**", "", "", cell(error));
  }

  private static String remarks(Checked checked) {
    Verdict verdict = checked.verdict();
    List<String> remarks = new ArrayList<>();
    verdict.violations().stream()
        .map(violation -> "`" + cell(ConsoleReport.name(violation.finding())) + "`")
        .distinct()
        .forEach(remarks::add);
    if (checked.racesCount() && !verdict.races().isEmpty()) {
      remarks.add(Figures.count(DataRaceReport.of(verdict.races()).size(), "data race"));
    }
    if (!verdict.complete()) {
      remarks.add(cell(verdict.incompleteBecause()));
    }
    return remarks.stream().collect(Collectors.joining("<br>"));
  }

  private void row(Case what, String verdict, String states, String time, String remarks) {
    rows.add(
        "| "
            + String.join(
                " | ", cell(what.driver()), cell(what.scenario()), verdict, states, time, remarks)
            + " |");
  }

  /** A cell is one line, and a bar ends it. */
  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public String text() {
    String head =
        """
        ### epcheck

        | revision | scenario | verdict | states | time | |
        | --- | --- | --- | ---: | ---: | --- |
        """;
    return head + rows.stream().map(row -> row + "\n").collect(Collectors.joining()) + "\n";
  }
}
