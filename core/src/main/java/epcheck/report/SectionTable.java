package epcheck.report;

import epcheck.explore.LockSection;
import epcheck.explore.SectionUnion;
import java.util.ArrayList;
import java.util.List;

/** How long locks are held: the longest section of each lock class, the longest of all first. */
public record SectionTable(SectionUnion sections, int width, Paint paint) {
  private static final String STEPS = "%7s  ";

  /** No line at all if no lock is ever released. */
  public List<String> lines() {
    List<SectionUnion.Row> rows = sections.rows();
    List<String> lines = new ArrayList<>();
    if (rows.isEmpty()) {
      return lines;
    }
    String title = "longest section";
    int column =
        rows.stream()
            .mapToInt(row -> LockTable.name(row.section().taken()).length())
            .reduce(title.length(), Math::max);
    lines.add(row(paint.strong(title), title.length(), "steps", "in, first in", column));
    for (SectionUnion.Row row : rows) {
      String lock = LockTable.name(row.section().taken());
      lines.addAll(
          Paragraph.wrap(
              row(lock, lock.length(), steps(row), where(row), column),
              width,
              " ".repeat(column + STEPS.formatted("").length())));
    }
    if (rows.stream().anyMatch(SectionUnion.Row::atLeast)) {
      lines.addAll(Paragraph.wrap(footnote(rows), width, "   "));
    }
    return lines;
  }

  private static String row(String lock, int length, String steps, String where, int column) {
    return lock + " ".repeat(column - length) + STEPS.formatted(steps) + where;
  }

  /** With a plus if there may be longer ones. */
  public static String steps(SectionUnion.Row row) {
    return row.section().steps() + (row.atLeast() ? "+" : "");
  }

  /** In which kernel function, in which model. */
  public static String where(SectionUnion.Row row) {
    return function(row) + ", " + row.model();
  }

  /** Where it was acquired; the task, if that was in user space. */
  public static String function(SectionUnion.Row row) {
    LockSection section = row.section();
    String function = section.taken().function();
    return function.isEmpty() ? "task " + section.task() : function + "()";
  }

  private static String footnote(List<SectionUnion.Row> rows) {
    return "+: at least; "
        + (rows.get(0).complete()
            ? "a retry loop in it counts as its last pass"
            : "not every interleaving was covered");
  }
}
