package epcheck.dmesg;

/**
 * Reads what is to be cut out of a log: a warning or a BUG(), which the lines to come tell, after a
 * message perhaps.
 */
final class CutHereReader extends ReportReader {
  /** After so many lines without an exception there was none. */
  private static final int LONGEST_MESSAGE = 32;

  private final LogLine header;
  private final StringBuilder message = new StringBuilder();
  private ReportReader inner;
  private int lines;

  CutHereReader(LogLine header) {
    super(header);
    this.header = header;
  }

  @Override
  boolean goesOnWith(ReportKind kind, LogLine line) {
    return inner != null
        ? inner.goesOnWith(kind, line)
        : kind == ReportKind.WARNING || kind == ReportKind.OOPS || kind == ReportKind.OOPS_DETAIL;
  }

  @Override
  Use read(LogLine line) {
    if (inner != null) {
      return inner.read(line);
    }
    ReportKind kind = ReportKind.of(line.text());
    if (kind == ReportKind.WARNING) {
      inner = new WarningReader(line, message.toString());
    } else if (kind != null) {
      inner = new OopsReader(line);
    } else if (line.text().startsWith("CPU: ") || line.text().startsWith("---[ end trace")) {
      inner = new WarningReader(header, message.toString());
      return inner.read(line);
    } else if (++lines > LONGEST_MESSAGE) {
      return Use.OVER;
    } else if (!line.blank()) {
      message.append(message.isEmpty() ? "" : "\n").append(line.text());
    }
    return Use.TAKEN;
  }

  @Override
  ReportReader whole() {
    return inner == null ? new WarningReader(header, message.toString()) : inner;
  }

  @Override
  void end(long last) {
    throw new AssertionError("the whole is another reader's");
  }

  @Override
  Report report(Source source) {
    throw new AssertionError("the whole is another reader's");
  }
}
