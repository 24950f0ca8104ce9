package epcheck.report;

import epcheck.explore.GateLock;
import epcheck.explore.Lock;
import epcheck.explore.LockEdge;
import epcheck.explore.LockUnion;
import epcheck.explore.LockUse;
import epcheck.explore.TakenLock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A lock order as a table: the classes that are held, and below each what is taken with it held;
 * then how long they are held, and the cycles.
 */
public record LockTable(LockUnion order, int width, Paint paint) {
  /** What fits a terminal of 80 columns. */
  public static final int WIDTH = 80;

  private static final String INDENT = "      ";

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    List<LockUnion.Row> rows = order.rows();
    if (rows.isEmpty()) {
      lines.add("No lock is taken with another one held.");
    } else {
      edges(rows, lines);
    }
    List<String> sections = new SectionTable(order.sections(), width, paint).lines();
    if (!sections.isEmpty()) {
      lines.add("");
      lines.addAll(sections);
    }
    if (!rows.isEmpty()) {
      lines.add("");
      lines.addAll(cycles());
    }
    return lines;
  }

  private void edges(List<LockUnion.Row> rows, List<String> lines) {
    int column =
        rows.stream().mapToInt(row -> row.edge().acquired().lock().name().length()).max().orElse(0);
    lines.add(row("held, acquired", "how", "first in", column));
    String group = "";
    for (LockUnion.Row row : rows) {
      String held = name(row.edge().held());
      if (!held.equals(group)) {
        lines.add("");
        lines.add(paint.strong(held));
        group = held;
      }
      TakenLock acquired = row.edge().acquired();
      lines.add(row("  " + acquired.lock(), LockdepName.verb(acquired.use()), row.model(), column));
      detail(lines, row.byModel().values().stream().map(LockTable::functions).toList());
      detail(lines, gates(row.edge().gates()));
    }
  }

  private static String row(String lock, String how, String model, int column) {
    return lock
        + " ".repeat(Math.max(0, column + 2 - lock.length()))
        + "  "
        + how
        + " ".repeat(7 - how.length())
        + model;
  }

  /** With (R) if the task is a reader, as in the column of locks of a schedule. */
  public static String name(TakenLock taken) {
    return taken.lock() + reader(taken.use());
  }

  private static String reader(LockUse use) {
    return use == LockUse.SHARED || use == LockUse.RECURSIVE ? "(R)" : "";
  }

  /** Where the first lock is taken and where the second one is. */
  public static String functions(LockEdge edge) {
    String held = edge.held().function();
    String acquired = edge.acquired().function();
    return held.equals(acquired) || held.isEmpty()
        ? acquired + "()"
        : held + "() > " + acquired + "()";
  }

  private static List<String> gates(List<GateLock> gates) {
    List<String> names =
        gates.stream().map(gate -> gate.lock() + reader(gate.use())).collect(Collectors.toList());
    if (!names.isEmpty()) {
      names.set(0, (names.size() == 1 ? "gate lock " : "gate locks ") + names.get(0));
    }
    return names;
  }

  private void detail(List<String> lines, List<String> pieces) {
    if (!pieces.isEmpty()) {
      List<String> distinct = pieces.stream().distinct().toList();
      Paragraph.fill(distinct, ", ", width - INDENT.length(), "  ")
          .forEach(line -> lines.add(INDENT + line));
    }
  }

  private List<String> cycles() {
    List<LockUnion.Circle> circles = order.circles();
    if (circles.isEmpty()) {
      return List.of(paint.right("No cycle."));
    }
    List<String> lines = new ArrayList<>();
    lines.add(paint.wrong(Figures.count(circles.size(), "cycle") + ":"));
    for (LockUnion.Circle found : circles) {
      lines.add("");
      List<LockEdge> edges = found.circle().edges();
      List<String> names = edges.stream().map(edge -> edge.held().lock().name()).toList();
      Paragraph.wrap(String.join(" -> ", names) + " -> " + names.get(0), width, "  ")
          .forEach(lines::add);
      for (LockEdge edge : edges) {
        String step =
            name(edge.held())
                + " > "
                + LockdepName.verb(edge.acquired().use())
                + " "
                + edge.acquired().lock()
                + " by "
                + edge.task()
                + " in "
                + functions(edge);
        indented(lines, step);
      }
      indented(lines, where(found));
      if (!found.circle().gates().isEmpty()) {
        indented(lines, gated(found.circle().gates()));
      }
    }
    return lines;
  }

  private void indented(List<String> lines, String text) {
    Paragraph.wrap(text, width - 2, "    ").forEach(line -> lines.add("  " + line));
  }

  private static String where(LockUnion.Circle found) {
    return found.model().isEmpty()
        ? "no scenario takes all of it: its edges come from several"
        : "first in " + found.model();
  }

  private static String gated(List<Lock> gates) {
    return "no deadlock as long as "
        + gates.stream().map(Lock::name).collect(Collectors.joining(" or "))
        + " is held at all of these";
  }
}
