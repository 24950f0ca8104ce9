package epcheck.page;

import epcheck.explore.Finding;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.Figures;
import epcheck.report.Interleaving;
import epcheck.report.Paint;
import epcheck.report.Token;
import java.util.List;

/**
 * What a page says of a violation.
 *
 * @param number counted from 1
 * @param follows the violation that it is a consequence of, or an empty string
 * @param token empty if there is no schedule to show
 * @param tasks the names of its lanes
 * @param explanation the same schedule as KASAN or lockdep would tell it, or who waits for whom
 * @param text all of it as a terminal shows it
 */
record Counterexample(
    int number,
    String name,
    String conclusion,
    String size,
    String follows,
    String token,
    List<String> tasks,
    List<Story.Row> rows,
    String explanation,
    String text) {
  /** Narrow enough for a mail. */
  static final ConsoleReport TEXT = new ConsoleReport(100, false, Paint.PLAIN);

  static Counterexample of(Checked checked, Violation violation, int number, Film film) {
    Finding finding = violation.finding();
    Interleaving interleaving = new Interleaving(violation.trace(), finding, false);
    boolean repeats = film.repeatsAfter() >= 0;
    long states = checked.verdict().statistics().states();
    return new Counterexample(
        number,
        ConsoleReport.name(finding),
        repeats ? repeats(film, violation) : ConsoleReport.conclusion(finding, violation.trace()),
        size(violation),
        violation.follows().isEmpty() ? "" : ConsoleReport.nameOfKey(violation.follows()),
        violation.hasNoSchedule() ? "" : new Token(checked.what(), violation.schedule()).toString(),
        interleaving.names(),
        Story.of(interleaving),
        repeats ? "" : String.join("\n", TEXT.explanation(checked.what(), violation)).strip(),
        String.join("\n", TEXT.counterexample(checked.what(), violation, states)));
  }

  /** How many lanes there are. */
  int lanes() {
    return tasks.size();
  }

  private static String size(Violation violation) {
    return violation.hasNoSchedule()
        ? "no schedule"
        : Figures.count(violation.preemptions(), "preemption")
            + ", "
            + Figures.count(violation.steps(), "step")
            + (violation.shortest() ? "" : "; perhaps not the shortest");
  }

  private static String repeats(Film film, Violation violation) {
    int first = film.repeatsAfter() + 1;
    int last = violation.steps();
    return "%s: steps %d to %d repeat for ever, since after step %d all is as it was before step %d"
        .formatted(violation.finding().oracle(), first, last, last, first);
  }
}
