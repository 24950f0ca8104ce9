package epcheck.dmesg;

import epcheck.dmesg.Stall.Kind;

/** Reads soft and hard lockups, and stalls of RCU. */
final class StallReader extends ReportReader {
  private final Kind kind;
  private final Backtrace backtrace = new Backtrace();
  private Task task = Task.UNKNOWN;
  private int cpu = -1;
  private int seconds = -1;

  StallReader(LogLine header, Kind kind) {
    super(header);
    this.kind = kind;
    Cursor words = new Cursor(header.text());
    if (kind == Kind.SOFT_LOCKUP && words.seek("CPU#")) {
      cpu = words.integer();
      seconds = words.seek("stuck for ") ? words.integer() : -1;
      String who = words.seek("[") ? words.rest() : "";
      task = Task.of(who.endsWith("]") ? who.substring(0, who.length() - 1) : who, ':');
    } else if (kind == Kind.HARD_LOCKUP && (words.seek("on cpu ") || words.seek("CPU"))) {
      cpu = words.integer();
    }
  }

  @Override
  Use read(LogLine line) {
    if (kind == Kind.RCU_STALL && readRcu(line.text())) {
      return Use.TAKEN;
    }
    Use use = backtrace.read(line);
    kernel(backtrace.kernel());
    if (use == Use.OVER && kind == Kind.RCU_STALL && backtrace.stack().isEmpty()) {
      // The CPUs are asked first, and then say where they are.
      return Use.TAKEN;
    }
    return use;
  }

  private boolean readRcu(String text) {
    String words = text.startsWith("rcu: ") ? text.substring(5).strip() : text;
    if (words.startsWith("(detected by ") || words.startsWith("(t=")) {
      Cursor cursor = new Cursor(words);
      cursor.seek("t=");
      // In ticks, of which a second has as many as somebody chose.
      return cursor.integer() >= 0;
    }
    int dash = words.indexOf("-....:") >= 0 ? words.indexOf("-....:") : words.indexOf("-...!:");
    if (dash > 0) {
      cpu = cpu < 0 ? (int) Cursor.number(words.substring(0, dash)) : cpu;
      return true;
    }
    if (words.startsWith("Tasks blocked on level-") || words.startsWith("rcu_")) {
      return true;
    }
    if (words.startsWith("task:") && words.contains(" pid:") && !task.known()) {
      Cursor cursor = new Cursor(words.substring(5));
      String comm = cursor.upTo(" state:").strip();
      cursor.seek(" pid:");
      task = new Task(comm, cursor.blanks().integer());
      return true;
    }
    return false;
  }

  @Override
  void end(long last) {
    complainUnless(!backtrace.stack().isEmpty(), last, "the call trace is missing");
  }

  @Override
  Report report(Source source) {
    Frame function =
        backtrace.instruction().known() || backtrace.stack().isEmpty()
            ? backtrace.instruction()
            : backtrace.stack().get(0);
    return new Stall(
        source,
        kind,
        cpu >= 0 ? cpu : backtrace.cpu(),
        seconds,
        backtrace.task().known() ? backtrace.task() : task,
        function,
        backtrace.stack());
  }
}
