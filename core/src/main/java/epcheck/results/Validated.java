package epcheck.results;

import epcheck.report.Paint;
import epcheck.validate.Difference;
import epcheck.validate.DifferenceReport;

/** A command and what it prints, as a block of Markdown. */
final class Validated {
  private Validated() {}

  /**
   * {@code epcheck validate CHANGE --format mail}.
   *
   * @param change the name of a patch or of a revision
   */
  static String block(String change, Difference difference) {
    return "```\n$ epcheck validate "
        + change
        + " --format mail\n"
        + String.join(
            "\n", new DifferenceReport(DifferenceReport.MAIL, false, Paint.PLAIN).lines(difference))
        + "\n```\n";
  }
}
