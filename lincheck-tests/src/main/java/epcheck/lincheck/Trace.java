package epcheck.lincheck;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A schedule, as Lincheck prints it: what each thread calls, in a column of its own, with what led
 * to a switch unfolded. Lincheck prints it twice; this is the short form, without the harness
 * around the driver, and without what a wait queue does inside.
 *
 * @param switches how often Lincheck took the processor from a thread that could have gone on
 */
record Trace(List<String> lines, int switches) {
  private static final String BEGINS = "The following interleaving leads to the error:";

  /** Columns are no wider than this. */
  private static final int WIDTH = 64;

  /** Frames of the harness around the driver, and of live's wait queues. */
  private static final Pattern NOISE =
      Pattern.compile(
          "^ *(live[ .]|kernel\\.(becomeTask|leaveTask|hungTasks)\\(|LivePanic#|tasks\\.get\\(|List(N|12|Itr)#"
              + "|call\\.body\\(\\)|Lambda#|<iteration|unfinished[ .]|MONITOR|WAIT|sleepers |hungTasks\\."
              + "|VarHandle\\.|openSections\\(|waitForReaders\\(|queued |condition\\.|checkA|result: "
              + "|build\\(|.* at Live(Execution|WaitQueue)\\.)");

  Trace {
    lines = List.copyOf(lines);
  }

  /**
   * Out of a report; empty if there is none in it.
   *
   * @param tasks the names of the threads, in order
   */
  static Trace of(String report, List<String> tasks) {
    List<List<String>> rows = new ArrayList<>(List.of(tasks));
    int switches = 0;
    int from = report.indexOf(BEGINS);
    String[] rest = from < 0 ? new String[0] : report.substring(from).split("\n");
    // Two rules and the names of the threads between them, and then all up to the next rule but
    // one.
    for (int i = 4; i < rest.length && rest[i].startsWith("|"); i++) {
      List<String> cells = cells(rest[2], rest[i]);
      String cell = String.join("", cells).strip();
      switches += cell.equals("switch") ? 1 : 0; // Else it says why it had to.
      if (!cell.startsWith("---")
          && !cell.startsWith("end(")
          && cells.stream().noneMatch(Trace::isNoise)) {
        rows.add(cells);
      }
    }
    return new Trace(rows.size() == 1 ? List.of() : table(rows), switches);
  }

  private static boolean isNoise(String cell) {
    return NOISE.matcher(cell).find();
  }

  /** A row, cut where the row of the names has its bars: what is called may have bars too. */
  private static List<String> cells(String names, String row) {
    List<String> cells = new ArrayList<>();
    for (int bar = 0; names.indexOf('|', bar + 1) > 0; bar = names.indexOf('|', bar + 1)) {
      int end = Math.min(names.indexOf('|', bar + 1), row.length());
      cells.add(bar + 1 < end ? row.substring(bar + 1, end).stripTrailing() : "");
    }
    return cells;
  }

  private static List<String> table(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths =
        IntStream.range(0, columns)
            .map(c -> rows.stream().mapToInt(row -> outdented(row.get(c)).length()).max().orElse(0))
            .toArray();
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, columns)
                    .mapToObj(c -> padded(outdented(row.get(c)), widths[c]))
                    .collect(Collectors.joining(" | "))
                    .stripTrailing())
        .toList();
  }

  /** Without the indentation that the harness leaves, and no wider than a column. */
  private static String outdented(String cell) {
    String text = cell.replaceFirst("^ {1,11}", "");
    return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…";
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
