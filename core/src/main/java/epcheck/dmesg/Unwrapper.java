package epcheck.dmesg;

import java.util.function.Consumer;

/**
 * Joins lines that are one. Mail clients break long lines, and the halves have no stamp; kernels
 * before 4.15 printed a lock in pieces, each of which came to a line of its own, with a stamp, when
 * something else was printed at that moment.
 */
final class Unwrapper {
  /** A mail client that breaks lines lets none be longer. */
  private static final int WIDEST_MAIL = 82;

  /** And breaks none before a word that ends left of this column. */
  private static final int NARROWEST_MAIL = 64;

  /** A line in more pieces is none. */
  private static final int MOST_PIECES = 16;

  private final Consumer<LogLine> sink;

  private LogLine line;
  private boolean stamped;
  private int width;
  private int pieces;

  Unwrapper(Consumer<LogLine> sink) {
    this.sink = sink;
  }

  void line(Prefix piece, long number, boolean cut) {
    String text = piece.text().strip();
    if (line != null && !text.isEmpty() && goesOn(piece, text)) {
      String joined = line.text() + separator(line.text(), text) + text;
      line =
          new LogLine(
              line.number(), number, line.caller(), line.indent(), joined, line.cut() | cut);
      width = piece.width();
      pieces++;
      return;
    }
    // What has no stamp goes on after a line break that the kernel printed.
    String caller = piece.stamped() || line == null ? piece.caller() : line.caller();
    emit();
    line = new LogLine(number, number, caller, indent(piece.text()), text, cut);
    stamped = piece.stamped();
    width = piece.width();
    pieces = 1;
  }

  void end() {
    emit();
    line = null;
  }

  private void emit() {
    if (line != null) {
      sink.accept(line);
    }
  }

  private boolean goesOn(Prefix piece, String text) {
    if (line.blank()
        || pieces == MOST_PIECES
        || line.text().length() + text.length() > KernelLog.LINE_LIMIT
        || ReportKind.of(text) != null
        || text.startsWith("====")
        || line.isRule()
        || line.text().startsWith("---")) {
      return false;
    }
    if (stamped && !piece.stamped()) {
      return indent(piece.text()) == 0 && wouldNotHaveFit(text) && mayFollow(text);
    }
    if (stamped && !line.caller().equals(piece.caller())) {
      return false;
    }
    if (line.text().startsWith("WARNING: ") && line.text().endsWith(" at")) {
      return true;
    }
    // Of a garbled lock the rest never comes; what comes is something else.
    boolean another = text.startsWith("#") || text.startsWith("-> ") || text.startsWith("<TASK>");
    if (another || Frame.of(text).known() && !line.text().endsWith("at:")) {
      return false;
    }
    return isLock(line.text())
        && (isUnfinishedLock(line.text()) || text.startsWith(", at:") || text.startsWith("){"));
  }

  /** A frame is complete; only its module or its place may follow. */
  private boolean mayFollow(String text) {
    return !Frame.of(line.text()).known()
        || text.startsWith("[")
        || text.indexOf(' ') < 0 && text.indexOf('/') > 0;
  }

  private boolean wouldNotHaveFit(String text) {
    int blank = text.indexOf(' ');
    int word = blank < 0 ? text.length() : blank;
    return width <= WIDEST_MAIL && width + 1 + word > NARROWEST_MAIL;
  }

  /**
   * Whether that is the beginning of {@code #0: (lock){+.+.}, at: function}, or of a part of it.
   */
  private static boolean isLock(String text) {
    Cursor cursor = new Cursor(text);
    if (cursor.take("-> #") || cursor.take("#")) {
      return cursor.number() >= 0;
    }
    if (text.startsWith("(")) {
      return true;
    }
    int open = text.indexOf(" (");
    return open == Frame.ADDRESS && Frame.isHex(text, 0, open);
  }

  private static boolean isUnfinishedLock(String text) {
    int usage = text.lastIndexOf("){");
    return usage < 0 || text.indexOf('}', usage) < 0 || text.endsWith("at:");
  }

  private static String separator(String before, String text) {
    return before.endsWith("(") || text.startsWith(")") || text.startsWith(",") ? "" : " ";
  }

  private static int indent(String text) {
    int indent = 0;
    while (indent < text.length() && text.charAt(indent) <= ' ') {
      indent++;
    }
    return indent;
  }
}
