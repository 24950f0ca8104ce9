package epcheck.dmesg;

import epcheck.dmesg.IrqLockReport.Kind;
import epcheck.dmesg.IrqLockReport.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what print_irq_inversion_bug(), print_bad_irq_dependency() and print_usage_bug() print.
 * Each has phrases of its own, and no phrase means different things in two of them.
 */
final class IrqLockReader extends LockdepReader {
  private record OpenUsage(Slot lock, String how, Stack stack) {}

  private final Kind kind;
  private final Slot lock = new Slot();
  private final Slot other = new Slot();
  private final List<OpenUsage> usages = new ArrayList<>();
  private Slot subject = lock;
  private String states = "";

  IrqLockReader(LogLine header, Kind kind) {
    super(header);
    this.kind = kind;
    if (kind == Kind.BAD_DEPENDENCY) {
      Cursor words = new Cursor(header.text());
      String before = words.upTo(" lock order detected");
      int colon = before.lastIndexOf(": ");
      states = before.substring(colon < 0 ? 0 : colon + 2);
    }
  }

  @Override
  boolean readOwn(LogLine line) {
    String text = line.text();
    if (readTask(text, " just changed the state of lock:")
        || readTask(text, " is trying to acquire:")
        || readTask(text, " takes:")) {
      expect(lock);
      return true;
    }
    if (text.equals("and this task is already holding:")
        || text.startsWith("but this lock took another, ")
        || text.startsWith("but this lock was taken by another, ")) {
      readInversion(text);
      expect(other);
      return true;
    }
    if (text.startsWith("inconsistent {") && text.endsWith(" usage.")) {
      states = text.substring("inconsistent ".length(), text.length() - " usage.".length());
      return true;
    }
    if (text.startsWith("but this new dependency connects a ")
        || text.startsWith("to a ") && text.endsWith(" lock:")) {
      subject = new Slot();
      expect(subject);
      return true;
    }
    return readUsage(line) || isLink(text);
  }

  /** Of {@code but this lock took another, SOFTIRQ-unsafe lock in the past:}. */
  private void readInversion(String text) {
    if (kind == Kind.INVERSION) {
      Cursor words = new Cursor(text);
      words.seek("another, ");
      states = words.upTo(" lock in the past");
    }
  }

  private boolean readUsage(LogLine line) {
    String text = line.text();
    String how = how(text);
    if (how.isEmpty()) {
      if (!text.startsWith("-> (") || !Lock.of(text).known()) {
        return false;
      }
      // Of a list of dependencies: its usages follow.
      subject = new Slot();
      subject.read(line);
      expectNothing();
      return true;
    }
    OpenUsage use = new OpenUsage(subject, how, new Stack());
    int at = text.indexOf(" at: ");
    if (at > 0) {
      use.stack.read(new LogLine(line.number(), line.last(), "", 1, text.substring(at + 5), false));
    }
    usages.add(use);
    expect(use.stack);
    return true;
  }

  /** How a lock was used on the stack that follows, or "" if none follows. */
  private static String how(String text) {
    if (text.startsWith("... which became ") && text.endsWith(" at:")) {
      return text.substring("... which became ".length(), text.length() - " at:".length());
    }
    if (text.startsWith("{") && text.endsWith("} state was registered at:")) {
      return text.substring(1, text.indexOf('}'));
    }
    if (text.startsWith("... acquired at:")) {
      return "acquired";
    }
    int at = text.indexOf(" at:");
    boolean state =
        text.startsWith("HARDIRQ-ON-")
            || text.startsWith("SOFTIRQ-ON-")
            || text.startsWith("IN-HARDIRQ-")
            || text.startsWith("IN-SOFTIRQ-")
            || text.startsWith("INITIAL USE ");
    return state && at > 0 ? text.substring(0, at).strip() : "";
  }

  private static boolean isLink(String text) {
    return text.equals("...")
        || text.equals("}")
        || text.startsWith("... key ")
        || text.startsWith("which would create a new lock dependency:")
        || text.startsWith("and interrupts could create inverse lock ordering")
        || text.startsWith("the shortest dependencies between")
        || text.startsWith("the dependencies between ")
        || text.startsWith("Chain exists of:")
        || text.contains(" --> ")
        || text.startsWith("(") && text.contains("} -> (");
  }

  @Override
  void end(long last) {
    complainOfMissing(lock, last, "the lock it takes");
    complainUnless(
        kind == Kind.INCONSISTENT_STATE || other.lock().known(), last, "no second lock is named");
    complainUnless(!states.isEmpty(), last, "it is not told which states are in conflict");
    super.end(last);
  }

  @Override
  Report report(Source source) {
    List<Usage> all = new ArrayList<>();
    for (OpenUsage use : usages) {
      all.add(new Usage(use.lock.lock(), use.how, use.stack.frames()));
    }
    return new IrqLockReport(
        source,
        kind,
        task(),
        lock.lock(),
        other.lock(),
        states,
        all,
        scenario(),
        heldLocks(),
        stack());
  }
}
