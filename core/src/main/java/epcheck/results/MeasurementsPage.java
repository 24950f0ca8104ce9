package epcheck.results;

import epcheck.bench.Surroundings;
import epcheck.explore.Verdict.Statistics;
import epcheck.report.Checked;
import epcheck.report.Figures;
import java.util.List;
import java.util.Locale;

/**
 * {@code results/measurements.md}: how long each verdict took, and how much memory. The only page
 * that another run makes otherwise.
 *
 * @param searches how many ran at the same time
 */
public record MeasurementsPage(List<Checked> verdicts, Surroundings where, int searches) {
  private static final double MILLI = 0.001;

  /** The page, in Markdown. */
  public String text() {
    StringBuilder text = new StringBuilder("# Measurements\n\n");
    text.append(
        "What the searches of `./epcheck results verdicts` took: the complete search of each");
    text.append(" verdict, without the shortening of what it found and without its page.\n\n");
    where.lines().forEach(line -> text.append("- ").append(line).append('\n'));
    text.append("- Searches at the same time: ").append(searches).append("\n\n");
    text.append("| revision | scenario | verdict | states | seconds | states/s | bytes/state |\n");
    text.append("|---|---|---|---:|---:|---:|---:|\n");
    verdicts.forEach(checked -> text.append(row(checked)));
    return text.toString();
  }

  private static String row(Checked checked) {
    Statistics s = checked.verdict().statistics();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %.3f | %s | %s |\n",
        checked.what().driver(),
        checked.what().scenario(),
        checked.result().name().toLowerCase(Locale.ROOT),
        Figures.grouped(s.states()),
        s.seconds(),
        s.seconds() < MILLI ? "-" : Figures.grouped(Math.round(s.states() / s.seconds())),
        s.states() == 0 ? "-" : Figures.grouped(s.bytes() / s.states()));
  }
}
