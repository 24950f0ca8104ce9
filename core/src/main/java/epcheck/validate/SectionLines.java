package epcheck.validate;

import epcheck.explore.LockUnion;
import epcheck.explore.SectionUnion;
import epcheck.report.LockTable;
import epcheck.report.Paragraph;
import epcheck.report.SectionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a change does to how long locks are held, in lines: longer is {@code +}. */
record SectionLines(int width) {
  private static final Pattern AT_LEAST = Pattern.compile("\\d\\+");

  /** No line at all if no lock is ever released, before and after. */
  List<String> of(SectionDifference sections) {
    List<SectionUnion.Row> before = sections.before().sections().rows();
    List<SectionUnion.Row> after = sections.after().sections().rows();
    List<String> lines = new ArrayList<>();
    if (before.isEmpty() && after.isEmpty()) {
      return lines;
    }
    List<SectionDifference.Changed> changed = sections.changed();
    add(lines, "sections: " + (changed.isEmpty() ? "as before, " : "") + longest(after));
    changed.forEach(section -> add(lines, line(section, sections)));
    if (lines.stream().anyMatch(line -> AT_LEAST.matcher(line).find())) {
      lines.add("  (N+: at least N)");
    }
    return lines;
  }

  private void add(List<String> lines, String text) {
    lines.addAll(Paragraph.wrap(text, width, "  "));
  }

  private static String longest(List<SectionUnion.Row> rows) {
    if (rows.isEmpty()) {
      return "none";
    }
    SectionUnion.Row row = rows.get(0);
    String steps = SectionTable.steps(row);
    return "longest "
        + LockTable.name(row.section().taken())
        + ", "
        + steps
        + (steps.equals("1") ? " step" : " steps");
  }

  private static String line(SectionDifference.Changed section, SectionDifference all) {
    String mark =
        switch (section.sense()) {
          case LONGER -> "+ ";
          case SHORTER -> "- ";
          case UNKNOWN -> "? ";
        };
    return mark
        + LockTable.name(section.row().section().taken())
        + ": "
        + steps(section.before(), all.before())
        + " -> "
        + steps(section.after(), all.after())
        + " steps"
        + where(section.before(), section.after());
  }

  /** Where the longest is, and where it was, if that was elsewhere. */
  private static String where(SectionUnion.Row was, SectionUnion.Row is) {
    String now = is == null ? "" : " in " + SectionTable.where(is);
    if (was == null || is != null && SectionTable.where(was).equals(SectionTable.where(is))) {
      return now;
    }
    boolean sameModel = is != null && was.model().equals(is.model());
    String before = sameModel ? SectionTable.function(was) : SectionTable.where(was);
    return now + " (was in " + before + ")";
  }

  private static String steps(SectionUnion.Row row, LockUnion all) {
    return row == null ? all.complete() ? "0" : "0+" : SectionTable.steps(row);
  }
}
