package epcheck.dmesg;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code 2 locks held by comm/17:} and the locks below it, of as many tasks as there are. */
final class HeldLocksReader {
  private final ReportReader report;
  private final List<HeldLocks> all = new ArrayList<>();
  private Task task;
  private List<Lock> locks = new ArrayList<>();
  private long announced;
  private long announcedAt;
  private long index;

  HeldLocksReader(ReportReader report) {
    this.report = report;
  }

  boolean read(LogLine line) {
    String text = line.text();
    if (text.contains(" held by ") && announces(line)) {
      return true;
    }
    if (text.equals("INFO: lockdep is turned off.")) {
      return true;
    }
    Cursor cursor = new Cursor(text);
    if (task == null || !cursor.take("#")) {
      return false;
    }
    long number = cursor.number();
    if (number < 0 || !cursor.take(":")) {
      return false;
    }
    Lock lock = Lock.of(text);
    report.complainUnless(lock.known(), line.number(), "this held lock is not readable: " + text);
    int last = locks.size() - 1;
    if (last >= 0 && number == index && locks.get(last).isRepeatedBy(lock)) {
      locks.set(last, locks.get(last).alsoAt(lock));
    } else if (lock.known()) {
      locks.add(lock);
    }
    index = number;
    return true;
  }

  private boolean announces(LogLine line) {
    Cursor cursor = new Cursor(line.text());
    long count = cursor.take("no") ? 0 : cursor.number();
    if (count < 0 || !cursor.take(" locks held by ") && !cursor.take(" lock held by ")) {
      return false;
    }
    close();
    String who = cursor.rest();
    int cpu = who.lastIndexOf(" on CPU");
    who = cpu < 0 ? who : who.substring(0, cpu);
    boolean punctuated = who.endsWith(":") || who.endsWith(".");
    task = Task.of(punctuated ? who.substring(0, who.length() - 1) : who, '/');
    announced = count;
    announcedAt = line.number();
    return true;
  }

  private void close() {
    if (task == null) {
      return;
    }
    report.complainUnless(
        locks.size() == announced,
        announcedAt,
        task
            + " is said to hold "
            + (announced == 1 ? "1 lock" : announced + " locks")
            + "; the log shows "
            + locks.size());
    all.add(new HeldLocks(task, locks));
    locks = new ArrayList<>();
    index = -1;
    task = null;
  }

  /** Of all tasks so far; no more will be read. */
  void end() {
    close();
  }

  List<HeldLocks> all() {
    return all;
  }
}
