package epcheck.dmesg;

/** Reads a WARN_ON(), from the line WARNING on, or from the message of refcount_t and others. */
final class WarningReader extends ReportReader {
  private final Backtrace backtrace = new Backtrace();
  private final String message;
  private Frame function = Frame.UNKNOWN;
  private Task task = Task.UNKNOWN;
  private String place = "";
  private int cpu = -1;

  /** Of one without a line to cut at, or the message before it. */
  WarningReader(LogLine header, String message) {
    super(header);
    this.message = message;
    Cursor words = new Cursor(header.text());
    if (words.take("WARNING: CPU: ")) {
      cpu = words.integer();
      int pid = words.seek(" PID: ") ? words.integer() : -1;
      task = new Task("", pid);
      words.seek(" at ");
      place = words.blanks().word();
      function = Frame.of(words.rest());
    } else if (words.take("WARNING: ")) {
      // From 6.17 on.
      place = words.upTo(" at ");
      String symbol = words.upTo(", CPU#");
      function = Frame.of(symbol);
      function = function.known() ? function : Frame.ofName(symbol);
      cpu = words.integer();
      task = words.take(": ") ? Task.of(words.rest(), '/') : task;
    }
  }

  @Override
  Use read(LogLine line) {
    if (line.text().startsWith("---[ end trace ")) {
      return Use.LAST;
    }
    Use use = backtrace.read(line);
    kernel(backtrace.kernel());
    // The line of the end follows.
    return use == Use.LAST ? Use.TAKEN : use;
  }

  @Override
  void end(long last) {
    complainUnless(!place.isEmpty(), last, "the line WARNING is missing");
    complainUnless(place.isEmpty() || function().known(), last, "the function is not named");
    complainUnless(!backtrace.stack().isEmpty(), last, "the call trace is missing");
  }

  private Frame function() {
    return function.known() ? function : backtrace.instruction();
  }

  @Override
  Report report(Source source) {
    Task whole = backtrace.task().known() ? backtrace.task() : task;
    return new Warning(
        source,
        message,
        place,
        function(),
        whole,
        cpu >= 0 ? cpu : backtrace.cpu(),
        backtrace.stack());
  }
}
