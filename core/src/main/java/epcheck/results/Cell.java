package epcheck.results;

import epcheck.explore.Granularity;
import epcheck.explore.Verdict.Result;
import epcheck.report.Case;
import epcheck.scenario.RecordedVerdicts.Entry;
import java.util.Locale;

/**
 * A verdict in a table, and what shows it.
 *
 * @param mark a word, or how many rules are broken
 * @param result empty if there is no verdict
 * @param text the file, below results/, with the schedules of what is violated, or an empty string
 * @param page the file, below results/, with the verdict for a browser
 */
record Cell(String mark, String result, String text, String page) {
  /** The folder of the {@link #text}s. */
  static final String TEXTS = "counterexamples/";

  /** The folder of the {@link #page}s. */
  static final String PAGES = "pages/";

  /**
   * The verdict on record.
   *
   * @param entry null if there is none
   */
  static Cell of(Entry entry) {
    String mark = VerdictMatrix.mark(entry);
    return entry == null
        ? new Cell(mark, "", "", "")
        : new Cell(mark, entry.result().name().toLowerCase(Locale.ROOT), text(entry), page(entry));
  }

  static Case what(Entry entry) {
    return new Case(entry.revision(), entry.patches(), entry.scenario(), Granularity.LOCK);
  }

  private static String text(Entry entry) {
    return entry.result() == Result.VIOLATED ? TEXTS + what(entry).fileName() + ".txt" : "";
  }

  private static String page(Entry entry) {
    return PAGES + what(entry).fileName() + ".html";
  }

  /** What can be read wherever the table is Markdown: text if there is one. */
  String target() {
    return text.isEmpty() ? page : text;
  }
}
