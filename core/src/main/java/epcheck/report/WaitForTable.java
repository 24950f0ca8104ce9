package epcheck.report;

import epcheck.explore.Finding;
import epcheck.explore.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who waits for whom in a state in which nothing can go on. */
final class WaitForTable {
  /** As {@code WaitFor} of the explorer says it. */
  private static final Pattern WAITS =
      Pattern.compile("(.+?) waits in (.+?)(?: \\((held by|run by|reader:) (.*)\\))?");

  private record Row(String task, String call, String waits, String who, String holds) {}

  private WaitForTable() {}

  /** Whether a finding is about tasks that wait. */
  static boolean explains(Finding finding) {
    return finding.oracle().equals("deadlock") || finding.oracle().equals("livelock");
  }

  static List<String> lines(Trace trace, Finding finding, int width) {
    Holdings holdings = new Holdings(trace);
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("task", "in", "waits for", "kept by", "while it holds"));
    for (String wait : finding.text().split("; ", -1)) {
      Matcher m = WAITS.matcher(wait);
      if (m.matches()) {
        String who = m.group(4) == null ? "" : m.group(4);
        rows.add(row(trace, holdings, m.group(1), m.group(2), who));
      } else if (wait.contains(" retries for ever")) {
        String task = wait.substring(0, wait.indexOf(" retries for ever"));
        rows.add(row(trace, holdings, task, "a change of what it reads", "nobody"));
      } else {
        rows.add(new Row(wait, "", "", "", ""));
      }
    }
    return table(rows, width);
  }

  /** The cycle in a sentence, or that there is none but the tasks are stuck all the same. */
  static String inWords(Trace trace, Finding finding) {
    Map<String, String> waitsFor = new LinkedHashMap<>();
    for (String wait : finding.text().split("; ", -1)) {
      Matcher m = WAITS.matcher(wait);
      if (m.matches() && m.group(4) != null) {
        waitsFor.put(m.group(1), m.group(4).split(", ", -1)[0]);
      }
    }
    for (String start : waitsFor.keySet()) {
      List<String> cycle = new ArrayList<>();
      String task = start;
      while (task != null && !cycle.contains(task)) {
        cycle.add(task);
        task = waitsFor.get(task);
      }
      if (start.equals(task)) {
        StringBuilder words = new StringBuilder();
        for (String waiter : cycle) {
          words.append(words.isEmpty() ? waiter + " waits for " : ", which waits for ");
          words.append(waitsFor.get(waiter));
        }
        return words.toString();
      }
    }
    int round = finding.text().indexOf(": the state is one that was there before");
    if (round > 0) {
      return finding.text().substring(0, round);
    }
    return waitsFor.isEmpty() && trace.tasks().size() > 1
        ? "nobody is left who could let them go on"
        : "none of these tasks can ever go on";
  }

  private static Row row(Trace trace, Holdings holdings, String task, String waits, String who) {
    int t = trace.tasks().indexOf(task);
    List<Trace.Step> steps = trace.steps().stream().filter(step -> step.task() == t).toList();
    boolean started = !steps.isEmpty();
    String call = started ? steps.get(steps.size() - 1).call() : "(takes no step)";
    if (started && steps.get(steps.size() - 1).ends()) {
      call = "its next call";
    }
    List<String> held = t < 0 ? List.of() : holdings.after(trace.steps().size() - 1, t);
    String what =
        waits
            .replace(" [waits for readers]", "")
            .replace(" [queued]", "")
            .replace(" [waits for its function]", "");
    return new Row(task, call, what, who, held.isEmpty() ? "-" : String.join(", ", held));
  }

  private static List<String> table(List<Row> rows, int width) {
    int[] columns = {0, 0, 0, 0, 0};
    for (Row row : rows) {
      String[] cells = cells(row);
      for (int c = 0; c < cells.length; c++) {
        columns[c] = Math.max(columns[c], cells[c].length());
      }
    }
    // The widest columns give way.
    int gaps = 2 * columns.length;
    while (columns[0] + columns[1] + columns[2] + columns[3] + columns[4] + gaps > width) {
      int widest = 0;
      for (int c = 1; c < columns.length; c++) {
        widest = columns[c] > columns[widest] ? c : widest;
      }
      columns[widest]--;
    }
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      List<List<String>> wrapped = new ArrayList<>();
      int height = 0;
      String[] cells = cells(row);
      for (int c = 0; c < cells.length; c++) {
        List<String> cell = Paragraph.wrap(cells[c], columns[c], "");
        wrapped.add(cell);
        height = Math.max(height, cell.size());
      }
      for (int h = 0; h < height; h++) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.length; c++) {
          String cell = h < wrapped.get(c).size() ? wrapped.get(c).get(h) : "";
          line.append("  ").append(cell).append(" ".repeat(columns[c] - cell.length()));
        }
        lines.add(line.toString().stripTrailing());
      }
    }
    return lines;
  }

  private static String[] cells(Row row) {
    return new String[] {row.task, row.call, row.waits, row.who, row.holds};
  }
}
