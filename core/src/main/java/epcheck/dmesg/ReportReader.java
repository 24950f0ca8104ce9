package epcheck.dmesg;

import java.util.ArrayList;
import java.util.List;

/** Reads one report, line by line. What it keeps is bounded by what the dispatcher gives it. */
abstract class ReportReader {
  /** What became of a line. */
  enum Use {
    /** It belongs to the report. */
    TAKEN,
    /** Something that the kernel, or who else writes to the console, said in between. */
    NOISE,
    /** It belongs to the report and is the last that does. */
    LAST,
    /** The report was over before it. */
    OVER
  }

  /** A report that is all wrong need not say so a thousand times. */
  private static final int MOST_COMPLAINTS = 50;

  private final List<Complaint> complaints = new ArrayList<>();
  private final String headline;
  private String kernel = "";

  ReportReader(LogLine header) {
    headline = header.text();
  }

  /** Whether a line that would begin a report is a part of this one. */
  boolean goesOnWith(ReportKind kind, LogLine line) {
    return false;
  }

  /** Reads a line that begins no other report. */
  abstract Use read(LogLine line);

  /** The one that knows all of the report, if the first lines did not tell what it is. */
  ReportReader whole() {
    return this;
  }

  /** Complains about what the report should have had by this line, the last one. */
  abstract void end(long last);

  abstract Report report(Source source);

  /** The report, of which no more lines will come. */
  final Report close(long first, long last) {
    end(last);
    return report(new Source(first, last, headline, kernel, complaints));
  }

  final void kernel(String release) {
    if (kernel.isEmpty()) {
      kernel = release;
    }
  }

  final void complain(long line, String text) {
    if (complaints.size() < MOST_COMPLAINTS) {
      complaints.add(new Complaint(line, text));
    }
  }

  final void complainUnless(boolean there, long line, String text) {
    if (!there) {
      complain(line, text);
    }
  }

  final void complainIfCut(LogLine line) {
    complainUnless(
        !line.cut(),
        line.number(),
        "the line is longer than " + KernelLog.LINE_LIMIT + " characters; the rest is not read");
  }

  /**
   * The release in {@code 6.1.0 #1 Not tainted} or {@code Not tainted 6.1.0 #1}, or "" if that line
   * names none.
   */
  static String releaseIn(String text) {
    Cursor cursor = new Cursor(text);
    String before = cursor.upTo("ainted").strip();
    if (cursor.atEnd() && !text.endsWith("ainted")) {
      return "";
    }
    for (String side : List.of(before, cursor.rest())) {
      Cursor words = new Cursor(side);
      for (String word = words.word(); !word.isEmpty(); word = words.word()) {
        boolean number = word.charAt(0) >= '0' && word.charAt(0) <= '9';
        if (number && word.indexOf('.') > 0) {
          String build = words.word();
          return build.startsWith("#") ? word + " " + build : word;
        }
      }
    }
    return "";
  }
}
