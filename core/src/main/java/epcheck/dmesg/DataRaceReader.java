package epcheck.dmesg;

import epcheck.dmesg.DataRace.Access;
import java.util.ArrayList;
import java.util.List;

/** Reads a KCSAN report, of the kernel or of epcheck. */
final class DataRaceReader extends ReportReader {
  private record OpenAccess(Access access, Stack stack) {}

  private final List<String> functions = new ArrayList<>();
  private final List<OpenAccess> accesses = new ArrayList<>();
  private final Backtrace backtrace = new Backtrace();
  private Stack stack;
  private String oldValue = "";
  private String newValue = "";
  private boolean unknownOrigin;

  DataRaceReader(LogLine header) {
    super(header);
    Cursor words = new Cursor(header.text());
    if (words.seek(" in ")) {
      for (String name : words.rest().split(" / ", 2)) {
        Frame named = Frame.ofName(name);
        functions.add((named.known() ? named : Frame.of(name)).function());
      }
    }
  }

  @Override
  Use read(LogLine line) {
    String text = line.text();
    if (line.blank()) {
      stack = null;
      return Use.NOISE;
    }
    if (line.isRule()) {
      return Use.LAST;
    }
    Cursor words = new Cursor(text);
    if (words.take("value changed: ")) {
      oldValue = words.upTo(" -> ");
      newValue = words.rest();
      return Use.TAKEN;
    }
    if (text.startsWith("Reported by Kernel Concurrency Sanitizer on:")) {
      return Use.TAKEN;
    }
    unknownOrigin |= text.startsWith("race at unknown origin, with ");
    if (readAccess(text)) {
      return Use.TAKEN;
    }
    if (stack != null && stack.read(line)) {
      return Use.TAKEN;
    }
    Use use = backtrace.read(line);
    kernel(backtrace.kernel());
    return use;
  }

  /** Of {@code write (marked) to 0xffff of 8 bytes by task 17 on cpu 1:}. */
  private boolean readAccess(String text) {
    String line = text.endsWith(":") ? text.substring(0, text.length() - 1) : text;
    Cursor words = new Cursor(line);
    words.take("race at unknown origin, with ");
    if (!words.sees(" to ") || !words.sees(" by ")) {
      return false;
    }
    String kind = words.upTo(" to ");
    boolean reads = kind.startsWith("read");
    boolean writes = kind.startsWith("write") || kind.startsWith("read-write");
    if (!reads && !writes || accesses.size() == 2) {
      return false;
    }
    Cursor what = new Cursor(words.upTo(" by "));
    String target = what.upTo(" of ");
    int size = what.integer();
    String who = words.rest();
    int cpuAt = who.lastIndexOf(" on cpu ");
    long cpu = cpuAt < 0 ? -1 : Cursor.number(who.substring(cpuAt + " on cpu ".length()));
    who = cpuAt < 0 ? who : who.substring(0, cpuAt);
    // epcheck names tasks; the kernel numbers them.
    String name = who.startsWith("task ") ? who.substring("task ".length()) : "";
    long pid = Cursor.number(name);
    Task task = pid >= 0 && pid <= Integer.MAX_VALUE ? new Task("", (int) pid) : new Task(name, -1);
    stack = new Stack();
    boolean marked = kind.contains("(marked");
    Access access =
        new Access(
            reads, writes, marked, target, size, task, (int) Math.min(cpu, 1 << 20), List.of());
    accesses.add(new OpenAccess(access, stack));
    return true;
  }

  @Override
  void end(long last) {
    complainUnless(!functions.isEmpty(), last, "the functions are not named");
    int expected = unknownOrigin ? 1 : 2;
    complainUnless(
        accesses.size() >= expected,
        last,
        "only " + accesses.size() + " of the " + expected + " accesses can be read");
    for (OpenAccess open : accesses) {
      complainUnless(
          !open.stack.isEmpty(),
          last,
          "an access to " + open.access.target() + " has no call chain");
    }
  }

  @Override
  Report report(Source source) {
    List<Access> all = new ArrayList<>();
    for (OpenAccess open : accesses) {
      Access a = open.access;
      all.add(
          new Access(
              a.reads(),
              a.writes(),
              a.marked(),
              a.target(),
              a.size(),
              a.task(),
              a.cpu(),
              open.stack.frames()));
    }
    return new DataRace(source, functions, all, oldValue, newValue);
  }
}
