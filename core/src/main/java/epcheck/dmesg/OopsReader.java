package epcheck.dmesg;

import epcheck.dmesg.Oops.Kind;
import java.util.List;

/** Reads an oops. */
final class OopsReader extends ReportReader {
  private static final List<String> DETAILS =
      List.of(
          "#PF: ", "PGD ", "Mem abort info:", "KASAN: ", "Oops:", "BUG: unable", "invalid opcode");

  private final Backtrace backtrace = new Backtrace();
  private final Kind kind;
  private String address = "";
  private String place = "";
  private boolean numbered;

  OopsReader(LogLine header) {
    super(header);
    String text = header.text();
    kind = kind(text);
    readDetail(text);
    Cursor words = new Cursor(text);
    if (words.take("kernel BUG at ")) {
      String where = words.word();
      place = where.endsWith("!") ? where.substring(0, where.length() - 1) : where;
    }
  }

  private static Kind kind(String text) {
    if (text.startsWith("kernel BUG at ")) {
      return Kind.BUG;
    }
    if (text.contains("NULL pointer dereference")) {
      return Kind.NULL_DEREFERENCE;
    }
    if (text.contains("general protection fault")) {
      return Kind.GENERAL_PROTECTION;
    }
    return text.contains("paging request") || text.contains("page fault")
        ? Kind.PAGE_FAULT
        : Kind.OTHER;
  }

  /** What is told about one exception has one number. */
  @Override
  boolean goesOnWith(ReportKind next, LogLine line) {
    return next == ReportKind.OOPS_DETAIL && !numbered;
  }

  @Override
  Use read(LogLine line) {
    String text = line.text();
    if (text.startsWith("---[ end trace ")) {
      return Use.LAST;
    }
    if (Backtrace.startsWithAny(text, DETAILS) || text.startsWith("general protection fault")) {
      readDetail(text);
      return Use.TAKEN;
    }
    Use use = backtrace.read(line);
    kernel(backtrace.kernel());
    return use == Use.LAST ? Use.TAKEN : use;
  }

  private void readDetail(String text) {
    numbered |= text.contains(" [#");
    if (!address.isEmpty()) {
      return;
    }
    Cursor words = new Cursor(text);
    boolean told =
        words.seek("address: ")
            || words.seek("virtual address ")
            || words.seek("address ")
            || words.seek("dereference at ")
            || words.seek("request at ");
    String word = told ? words.word() : "";
    int end = word.length();
    while (end > 0 && (word.charAt(end - 1) == ':' || word.charAt(end - 1) == ',')) {
      end--;
    }
    address = word.substring(0, end);
  }

  @Override
  void end(long last) {
    complainUnless(backtrace.instruction().known(), last, "the function is not named (RIP)");
    complainUnless(!backtrace.stack().isEmpty(), last, "the call trace is missing");
  }

  @Override
  Report report(Source source) {
    return new Oops(
        source,
        kind,
        address,
        place,
        backtrace.instruction(),
        backtrace.task(),
        backtrace.cpu(),
        backtrace.stack());
  }
}
