package epcheck.dmesg;

import epcheck.dmesg.HungTasks.BlockedTask;
import epcheck.dmesg.HungTasks.Blocker;
import java.util.ArrayList;
import java.util.List;

/** Reads what khungtaskd prints in a round: tasks, who blocks them, all locks held. */
final class HungTasksReader extends ReportReader {
  private static final class Blocked {
    final long line;
    final Task task;
    final int seconds;
    final Stack stack = new Stack();
    char state = '?';

    Blocked(long line, Task task, int seconds) {
      this.line = line;
      this.task = task;
      this.seconds = seconds;
    }
  }

  private static final class Blocking {
    final Blocker blocker;
    final Stack stack = new Stack();

    Blocking(Blocker blocker) {
      this.blocker = blocker;
    }
  }

  private final HeldLocksReader held = new HeldLocksReader(this);
  private final List<Blocked> tasks = new ArrayList<>();
  private final List<Blocking> blockers = new ArrayList<>();
  private boolean allLocks;
  private Blocked blocked;
  private Stack next;
  private Stack stack;

  HungTasksReader(LogLine header) {
    super(header);
    readBlocked(header);
  }

  /** A task is reported once in a round: if it comes again, that is the next round. */
  @Override
  boolean goesOnWith(ReportKind kind, LogLine line) {
    if (kind == ReportKind.BLOCKER) {
      return true;
    }
    Task task = blockedTask(line.text());
    return kind == ReportKind.HUNG_TASK
        && !allLocks
        && tasks.stream().noneMatch(before -> before.task.equals(task));
  }

  @Override
  Use read(LogLine line) {
    String text = line.text();
    if (line.blank()) {
      stack = null;
      return Use.NOISE;
    }
    if (text.startsWith("INFO: task ")) {
      return readBlocked(line) || readBlocker(line) ? Use.TAKEN : Use.NOISE;
    }
    if (text.equals("Showing all locks held in the system:")) {
      allLocks = true;
      stack = null;
      return Use.TAKEN;
    }
    if (line.isRule() && allLocks) {
      return Use.LAST;
    }
    if (Backtrace.startsWithAny(text, Backtrace.OF_ANOTHER)) {
      return Use.OVER;
    }
    if (text.equals("Call Trace:") || text.equals("Call trace:")) {
      stack = next;
      next = null;
      return Use.TAKEN;
    }
    if (held.read(line) || readState(text) || readRelease(text) || isFurniture(text)) {
      return Use.TAKEN;
    }
    return stack != null && stack.read(line) ? Use.TAKEN : Use.NOISE;
  }

  private static Task blockedTask(String text) {
    Cursor words = new Cursor(text);
    words.take("INFO: task ");
    return Task.of(words.upTo(" blocked "), ':');
  }

  private boolean readBlocked(LogLine line) {
    Cursor words = new Cursor(line.text());
    if (!words.seek(" for more than ")) {
      return false;
    }
    blocked = new Blocked(line.number(), blockedTask(line.text()), words.integer());
    tasks.add(blocked);
    next = blocked.stack;
    stack = null;
    return true;
  }

  private boolean readBlocker(LogLine line) {
    Cursor words = new Cursor(line.text());
    words.take("INFO: task ");
    if (!words.sees("blocked on a")) {
      return false;
    }
    String before = words.upTo("blocked on a").strip();
    words.take("n");
    before = before.endsWith(" is") ? before.substring(0, before.length() - 3) : before;
    String side = side(before);
    String who = before.substring(0, before.length() - side.length()).strip();
    String what = words.rest().strip();
    int end = what.indexOf(',') >= 0 ? what.indexOf(',') : what.indexOf(" likely ");
    String primitive = end < 0 ? what : what.substring(0, end);
    Cursor rest = new Cursor(what);
    Task owner = Task.UNKNOWN;
    String ownerSide = "";
    if (rest.seek(" by task ")) {
      String named = rest.rest().strip();
      named = named.endsWith(".") ? named.substring(0, named.length() - 1) : named;
      ownerSide = side(named);
      owner = Task.of(named.substring(0, named.length() - ownerSide.length()), ':');
    }
    Blocking blocking =
        new Blocking(
            new Blocker(
                Task.of(who, ':'), bare(side), primitive, owner, bare(ownerSide), List.of()));
    blockers.add(blocking);
    next = blocking.stack;
    blocked = null;
    stack = null;
    return true;
  }

  /** The {@code <reader>} with which a text ends, with or without brackets, or "". */
  private static String side(String text) {
    String last = text.substring(text.lastIndexOf(' ') + 1);
    return bare(last).equals("reader") || bare(last).equals("writer") ? last : "";
  }

  private static String bare(String side) {
    return side.startsWith("<") && side.endsWith(">") ? side.substring(1, side.length() - 1) : side;
  }

  /** Of {@code task:comm state:D ...}, and of what {@code ps} would print, in older kernels. */
  private boolean readState(String text) {
    if (text.startsWith("task:")) {
      int state = text.indexOf(" state:");
      if (blocked != null && state > 0 && state + 7 < text.length()) {
        blocked.state = text.charAt(state + 7);
      }
      return state > 0;
    }
    if (blocked == null || blocked.task.comm().isEmpty() || blocked.state != '?') {
      return false;
    }
    String comm = blocked.task.comm();
    Cursor words = new Cursor(text);
    if (!words.take(comm) || !words.take(" ")) {
      return false;
    }
    String state = words.word();
    if (state.isEmpty() || state.charAt(0) < 'A' || state.charAt(0) > 'Z') {
      return false;
    }
    blocked.state = state.charAt(0);
    return true;
  }

  private boolean readRelease(String text) {
    if (!text.startsWith("Not tainted ") && !text.startsWith("Tainted: ")) {
      return false;
    }
    kernel(releaseIn(text));
    return true;
  }

  private boolean isFurniture(String text) {
    return text.startsWith("\"echo 0 > /proc/")
        || text.startsWith("Blocked by coredump")
        || Backtrace.isFurniture(text);
  }

  @Override
  void end(long last) {
    held.end();
    for (Blocked task : tasks) {
      complainUnless(task.task.known(), task.line, "the task is not named");
      complainUnless(!task.stack.isEmpty(), task.line, "the log shows no stack of " + task.task);
      complainUnless(
          task.stack.isEmpty() || Wait.site(task.stack.frames()).known(),
          last,
          "the stack of " + task.task + " ends before it tells who waits");
      complainUnless(
          task.stack.isEmpty() || task.stack.isWhole(),
          task.line,
          "the stack of " + task.task + " does not go down to where the kernel was entered");
    }
  }

  @Override
  Report report(Source source) {
    List<BlockedTask> all = new ArrayList<>();
    for (Blocked task : tasks) {
      List<Frame> frames = task.stack.frames();
      all.add(
          new BlockedTask(
              task.line,
              task.task,
              task.state,
              task.seconds,
              Wait.of(frames),
              Wait.site(frames),
              frames));
    }
    List<Blocker> owners = new ArrayList<>();
    for (Blocking blocking : blockers) {
      Blocker b = blocking.blocker;
      owners.add(
          new Blocker(
              b.blocked(),
              b.side(),
              b.primitive(),
              b.owner(),
              b.ownerSide(),
              blocking.stack.frames()));
    }
    return new HungTasks(source, all, owners, held.all());
  }
}
