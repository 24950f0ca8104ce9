package epcheck.ci;

import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Case;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.DataRaceReport;
import epcheck.report.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verdicts as GitHub Actions' workflow commands, which it shows beside the lines that they name: an
 * error for each violation, a warning for each case that is inconclusive.
 */
public record GithubAnnotations(Places places) {

  public List<String> lines(Checked checked) {
    Case what = checked.what();
    Verdict verdict = checked.verdict();
    if (checked.result() == Verdict.Result.INCONCLUSIVE) {
      return List.of(command("warning", title(what, "inconclusive"), verdict.incompleteBecause()));
    }
    List<String> lines = new ArrayList<>();
    verdict.violations().forEach(violation -> lines.add(line(what, violation)));
    if (checked.racesCount()) {
      DataRaceReport.of(verdict.races()).forEach(race -> lines.add(line(what, race)));
    }
    return lines;
  }

  private String line(Case what, DataRaceReport race) {
    Optional<Place> place = places.innermost(what, race.accesses().get(0).stack());
    return command("error", file(place) + title(what, race.title()), race.variables());
  }

  private static String file(Optional<Place> place) {
    return place.map(p -> "file=" + value(p.file()) + ",line=" + p.line() + ",").orElse("");
  }

  /** Of a case that has no verdict. */
  public String failed(Case what, String error) {
    return command("error", title(what, "cannot be explored"), error);
  }

  private String line(Case what, Violation violation) {
    String replay =
        violation.hasNoSchedule()
            ? ""
            : "\nepcheck replay " + new Token(what, violation.schedule());
    return command(
        "error",
        file(places.of(what, violation)) + title(what, ConsoleReport.name(violation.finding())),
        violation.finding().text() + replay);
  }

  private static String title(Case what, String name) {
    return "title=" + value(what + ": " + name);
  }

  private static String command(String kind, String properties, String message) {
    return "::" + kind + " " + properties + "::" + data(message);
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  /** In a property the signs that end one are escaped, too. */
  private static String value(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
