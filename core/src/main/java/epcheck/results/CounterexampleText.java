package epcheck.results;

import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.Paint;

/** A violated verdict as text: the command, and what it prints but for the time that it takes. */
public final class CounterexampleText {
  private CounterexampleText() {}

  public static String of(Checked checked) {
    Checked untimed =
        new Checked(
            checked.what(),
            checked.verdict().untimed(),
            checked.statesMatched(),
            checked.racesCount());
    ConsoleReport report = new ConsoleReport(ConsoleReport.WIDTH, false, Paint.PLAIN);
    return "$ ./epcheck "
        + checked.what().command()
        + "\n\n"
        + String.join("\n", report.verdict(untimed))
        + "\n";
  }
}
