package epcheck.dmesg;

import java.util.List;

/** What the reports of lockdep have in common: scenario, held locks, backtrace. */
abstract class LockdepReader extends ReportReader {
  /** A lock that a report names on a line of its own, or on several if functions were inlined. */
  static final class Slot {
    private Lock lock = Lock.UNKNOWN;
    private long line;

    boolean read(LogLine next) {
      String text = next.text();
      // What has a number stands in a list; two locks on a line are a dependency.
      if (text.startsWith("#") || text.startsWith("-> #") || text.contains("} -> ")) {
        return false;
      }
      Lock read = Lock.of(text);
      if (!read.known()) {
        return false;
      }
      if (!lock.known()) {
        lock = read;
        line = next.number();
        return true;
      }
      if (lock.isRepeatedBy(read)) {
        lock = lock.alsoAt(read);
        return true;
      }
      return false;
    }

    Lock lock() {
      return lock;
    }

    /** For those whose lock and site are on different lines. */
    void set(Lock known) {
      lock = known;
    }
  }

  private final ScenarioReader scenario = new ScenarioReader();
  private final HeldLocksReader held = new HeldLocksReader(this);
  private final Backtrace backtrace = new Backtrace();
  private boolean inBacktrace;
  private Slot slot;
  private Stack stack;
  private Task task = Task.UNKNOWN;

  LockdepReader(LogLine header) {
    super(header);
  }

  /** Reads the line if it is one that only this kind of report has. */
  abstract boolean readOwn(LogLine line);

  @Override
  final Use read(LogLine line) {
    if (line.blank()) {
      stack = null;
      backtrace.read(line);
      return Use.NOISE;
    }
    if (readShared(line)) {
      return Use.TAKEN;
    }
    if (line.text().startsWith("CPU: ")) {
      inBacktrace = true;
    }
    Use use = backtrace.read(line);
    if (use != Use.NOISE) {
      kernel(backtrace.kernel());
      // A trace of something else, before the one of this report, has its own end.
      return use == Use.LAST && !inBacktrace ? Use.TAKEN : use;
    }
    return stack != null && stack.read(line) ? Use.TAKEN : Use.NOISE;
  }

  private boolean readShared(LogLine line) {
    String text = line.text();
    if (slot != null && slot.read(line)) {
      return true;
    }
    if (readOwn(line) || scenario.read(line) || held.read(line)) {
      return true;
    }
    if (text.equals("stack backtrace:") || text.startsWith("other info that might help us")) {
      inBacktrace |= text.startsWith("stack");
      expectNothing();
      return true;
    }
    if (text.endsWith("ainted") || text.contains("ainted: ") && !text.contains(" Comm: ")) {
      String release = releaseIn(text);
      kernel(release);
      return !release.isEmpty();
    }
    if (text.equals("...") && (stack != null || inBacktrace)) {
      complain(line.number(), "somebody left out frames here");
      return true;
    }
    return text.startsWith("----------") || text.startsWith("May be due to missing lock nesting");
  }

  final void expect(Slot lock) {
    slot = lock;
    stack = null;
  }

  final void expect(Stack frames) {
    stack = frames;
    slot = null;
  }

  final void expectNothing() {
    slot = null;
    stack = null;
  }

  /** Reads {@code comm/17} of a line that goes on with these words. */
  final boolean readTask(String text, String words) {
    int at = text.indexOf(words);
    if (at <= 0) {
      return false;
    }
    String who = text.substring(0, at);
    // The state of interrupts may stand in between.
    int state = who.lastIndexOf(" [HC");
    task = Task.of(state < 0 ? who : who.substring(0, state), '/');
    return true;
  }

  @Override
  void end(long last) {
    held.end();
    complainUnless(task().known(), last, "the task is not named");
    complainUnless(!stack().isEmpty() || !hasBacktrace(), last, "the stack backtrace is missing");
  }

  /** Whether this kind of report has one. */
  boolean hasBacktrace() {
    return true;
  }

  final void complainOfMissing(Slot lock, long last, String which) {
    complainUnless(lock.lock().known(), last, which + " is missing or not readable");
    complainUnless(
        !lock.lock().known() || lock.lock().site().known(),
        lock.line,
        "it is not told where " + which + " was taken");
  }

  final Task task() {
    return task.known() ? task : backtrace.task();
  }

  final List<ScenarioStep> scenario() {
    return scenario.steps();
  }

  final List<HeldLocks> heldLocks() {
    return held.all();
  }

  final List<Frame> stack() {
    return backtrace.stack();
  }
}
