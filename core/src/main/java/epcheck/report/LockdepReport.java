package epcheck.report;

import epcheck.explore.LockCircle;
import epcheck.explore.LockEdge;
import epcheck.explore.TakenLock;
import java.util.ArrayList;
import java.util.List;

/**
 * A circle of locks as lockdep would report it, in the shape of print_circular_bug() and
 * print_deadlock_bug() of kernel/locking/lockdep.c. What a model does not have is left out: the
 * addresses of locks, the offsets of frames, the CPU.
 */
final class LockdepReport {
  private static final int CIRCULAR_RULE = 54;
  private static final int RECURSIVE_RULE = 44;
  private static final String FRAME = "       ";
  private static final String CPU1 = " ".repeat(31);

  private final Case what;
  private final LockCircle circle;
  private final String who;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param tasks all tasks of the model, in order: that is where numbers of tasks come from
   */
  LockdepReport(Case what, LockCircle circle, List<String> tasks) {
    this.what = what;
    this.circle = circle;
    String task = circle.closing().task();
    this.who = task + "/" + (tasks.indexOf(task) + 1);
  }

  List<String> lines() {
    lines.clear();
    if (circle.edges().size() == 1) {
      recursive();
    } else {
      circular();
    }
    add("", "stack backtrace:", "Call Trace:", " <TASK>");
    frames(circle.closing().acquired(), " ");
    add(" </TASK>");
    return List.copyOf(lines);
  }

  private void circular() {
    header("circular locking dependency", CIRCULAR_RULE);
    add("", "which lock already depends on the new lock.", "", "");
    add("the existing dependency chain (in reverse order) is:");
    List<LockEdge> chain = chain();
    for (int i = chain.size() - 1; i >= 0; i--) {
      TakenLock acquired = chain.get(i).acquired();
      add("", "-> #" + i + " " + LockdepName.withUsage(acquired.lock()) + ":");
      frames(acquired, FRAME);
    }
    add("", "other info that might help us debug this:", "");
    // Three names, of however long a circle.
    String source = name(chain.get(0));
    String parent = name(chain.get(chain.size() - 2));
    String target = name(chain.get(chain.size() - 1));
    if (chain.size() > 2) {
      add("Chain exists of:", "  " + source + " --> " + parent + " --> " + target, "");
    }
    LockEdge closing = circle.closing();
    add(" Possible unsafe locking scenario:", "");
    add("       CPU0                    CPU1", "       ----                    ----");
    add("  " + LockdepName.verb(closing.held().use()) + "(" + target + ");");
    add(CPU1 + "lock(" + parent + ");", CPU1 + "lock(" + target + ");");
    add("  " + LockdepName.verb(closing.acquired().use()) + "(" + source + ");");
    add("", " *** DEADLOCK ***", "");
    held();
  }

  private void recursive() {
    header("recursive locking", RECURSIVE_RULE);
    add("", "other info that might help us debug this:");
    add(" Possible unsafe locking scenario:", "", "       CPU0", "       ----");
    LockEdge edge = circle.closing();
    add("  lock(" + LockdepName.of(edge.held().lock()) + ");");
    add("  lock(" + LockdepName.of(edge.acquired().lock()) + ");");
    add("", " *** DEADLOCK ***", "", " May be due to missing lock nesting notation", "");
    held();
  }

  private void header(String possible, int rule) {
    add("=".repeat(rule), "WARNING: possible " + possible + " detected", kernel());
    add("-".repeat(rule), who + " is trying to acquire lock:");
    add(at(circle.closing().acquired()), "", "but task is already holding lock:");
    add(at(circle.closing().held()));
  }

  /** Where lockdep tells the release, so that nobody takes this for a kernel's. */
  private String kernel() {
    StringBuilder driver = new StringBuilder(what.revision());
    what.patches().forEach(patch -> driver.append("+").append(patch));
    return "epcheck " + driver + "/" + what.scenario() + " Not tainted";
  }

  /** The edge that closes the circle, which acquires #0, and from there on the others. */
  private List<LockEdge> chain() {
    int closing = circle.edges().indexOf(circle.closing());
    List<LockEdge> chain = new ArrayList<>(circle.edges().subList(closing, circle.edges().size()));
    chain.addAll(circle.edges().subList(0, closing));
    return chain;
  }

  private static String name(LockEdge edge) {
    return LockdepName.of(edge.acquired().lock());
  }

  private void held() {
    List<TakenLock> holding = circle.closing().holding();
    add((holding.size() == 1 ? "1 lock" : holding.size() + " locks") + " held by " + who + ":");
    for (int i = 0; i < holding.size(); i++) {
      add(" #" + i + ": " + at(holding.get(i)));
    }
  }

  private static String at(TakenLock taken) {
    String function = taken.function();
    return " "
        + LockdepName.withUsage(taken.lock())
        + (function.isEmpty() ? "" : ", at: " + function);
  }

  private void frames(TakenLock taken, String indent) {
    taken.stack().forEach(function -> add(indent + function));
  }

  private void add(String... more) {
    lines.addAll(List.of(more));
  }
}
