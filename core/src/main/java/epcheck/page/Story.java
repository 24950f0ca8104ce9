package epcheck.page;

import epcheck.explore.Finding;
import epcheck.explore.Trace;
import epcheck.report.Interleaving;
import epcheck.report.Lanes;
import java.util.ArrayList;
import java.util.List;

/** The lanes of a counterexample, row by row, for the page to lay out. */
final class Story implements Lanes {
  /**
   * A row.
   *
   * @param kind {@code call}, {@code functions}, {@code step}, {@code folded}, {@code change},
   *     {@code preemption} or {@code wrong}
   * @param lane counted from 1; of a change that of the task which goes on
   * @param first the step that it tells, or the first of several; 0 if it tells none
   * @param last the last of several, or the same
   * @param text empty if there are pieces
   */
  record Row(
      String kind, int lane, int first, int last, String text, List<Piece> pieces, String held) {
    Row {
      pieces = List.copyOf(pieces);
    }

    boolean several() {
      return first < last;
    }
  }

  private final List<Row> rows = new ArrayList<>();

  private Story() {}

  /** What a reader should see of it first. */
  static List<Row> of(Interleaving interleaving) {
    Story story = new Story();
    interleaving.drawOn(story);
    List<Row> rows = story.rows;
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.kind.equals("change") || row.kind.equals("preemption")) {
        rows.set(i, new Row(row.kind, rows.get(i + 1).lane, 0, 0, row.text, List.of(), ""));
      }
    }
    return List.copyOf(rows);
  }

  /**
   * All that each step does, but for what the specification notes for itself: the names of such
   * variables are in parentheses.
   */
  static List<List<Piece>> inFull(Trace trace, Finding finding) {
    List<List<Piece>> steps = new ArrayList<>();
    trace.steps().forEach(step -> steps.add(List.of()));
    of(new Interleaving(trace, finding, true)).stream()
        .filter(row -> row.kind.equals("step"))
        .forEach(row -> steps.set(row.first - 1, ofTheKernel(row.pieces)));
    return List.copyOf(steps);
  }

  private static List<Piece> ofTheKernel(List<Piece> pieces) {
    return pieces.stream().filter(piece -> !piece.statement().startsWith("(")).toList();
  }

  @Override
  public void call(int lane, String call) {
    add("call", lane, 0, 0, call);
  }

  @Override
  public void functions(int lane, List<String> names) {
    add("functions", lane, 0, 0, String.join(" > ", names));
  }

  @Override
  public void step(int lane, int number, List<Piece> pieces, String held) {
    rows.add(new Row("step", lane + 1, number, number, "", pieces, held));
  }

  @Override
  public void folded(int lane, int first, int last, String line) {
    add("folded", lane, first, last, line);
  }

  @Override
  public void change(String why) {
    add(why.startsWith("preemption") ? "preemption" : "change", 0, 0, 0, why);
  }

  @Override
  public void wrong(int lane, int number, String what) {
    add("wrong", lane, number, number, what);
  }

  private void add(String kind, int lane, int first, int last, String text) {
    rows.add(new Row(kind, lane + 1, first, last, text, List.of(), ""));
  }

  @Override
  public int length() {
    return rows.size();
  }
}
