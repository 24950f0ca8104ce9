package epcheck.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Lanes of text: a column for the step's number, a lane for each task, and the locks that are held
 * at the right edge. Only one task runs at a time, so a line may run on across the lanes to its
 * right.
 */
final class TextLanes implements Lanes {
  /** Begins the row in which it goes wrong. */
  static final String MARK = "!! ";

  /** Begins a line across all lanes. */
  static final String SWITCH = "---- ";

  private static final String BETWEEN = "; ";

  /** A statement is not broken to make room for the locks; this is for its indentation. */
  private static final int NARROW = 6;

  private static final int NUMBER = 5;
  private static final int FIRST = NUMBER + 1;
  private static final int WIDEST_LANE = 38;
  private static final int LAST_LANE = 54;

  private final int width;
  private final List<String> names;
  private final int stride;
  private final List<String> lines = new ArrayList<>();

  TextLanes(List<String> names, int width) {
    this.names = List.copyOf(names);
    this.width = width;
    int others = Math.max(1, names.size() - 1);
    this.stride = Math.max(4, Math.min(WIDEST_LANE, (width - FIRST - LAST_LANE) / others));
    header();
  }

  @Override
  public void call(int lane, String call) {
    unnumbered(lane, call);
  }

  @Override
  public void functions(int lane, List<String> names) {
    Paragraph.fill(names, " > ", room(lane) - 2, "    ").forEach(row -> line(lane, 0, row, ""));
  }

  @Override
  public void step(int lane, int number, List<Piece> pieces, String held) {
    List<String> texts = pieces.stream().map(TextLanes::text).toList();
    int room = room(lane) - 2;
    int besideLocks = room - held.length() - 2;
    boolean fits = texts.stream().allMatch(text -> text.length() < besideLocks - NARROW);
    boolean beside = !held.isEmpty() && fits;
    List<String> rows = Paragraph.fill(texts, BETWEEN, beside ? besideLocks : room, "    ");
    for (int row = 0; row < rows.size(); row++) {
      boolean last = row == rows.size() - 1;
      line(lane, row == 0 ? number : 0, "  " + rows.get(row), last ? held : "");
    }
  }

  private static String text(Piece piece) {
    return (piece.function().isEmpty() ? "" : piece.function() + "(): ")
        + piece.statement()
        + (piece.remark().isEmpty() ? "" : "  <-- " + piece.remark());
  }

  @Override
  public void folded(int lane, int first, int last, String line) {
    unnumbered(lane, line);
  }

  private void unnumbered(int lane, String text) {
    Paragraph.wrap(text, room(lane), "    ").forEach(row -> line(lane, 0, row, ""));
  }

  @Override
  public void change(String why) {
    lines.addAll(Paragraph.wrap(SWITCH + why, width, "     "));
  }

  @Override
  public void wrong(int lane, int number, String what) {
    List<String> rows = Paragraph.wrap(MARK + what, room(lane) - 2, "   ");
    for (int row = 0; row < rows.size(); row++) {
      line(lane, row == 0 ? number : 0, "  " + rows.get(row), "");
    }
  }

  @Override
  public int length() {
    return lines.size();
  }

  /** The columns that text in a lane may take. */
  private int room(int lane) {
    return width - start(lane) - 2;
  }

  private int start(int lane) {
    return FIRST + lane * stride;
  }

  /**
   * The names of the tasks; those that are longer than their lane is wide climb to a line of their
   * own.
   */
  private void header() {
    boolean fits = true;
    for (int lane = 0; lane < names.size() - 1; lane++) {
      fits &= names.get(lane).length() < stride - 2;
    }
    if (fits) {
      StringBuilder line = new StringBuilder(" step");
      for (int lane = 0; lane < names.size(); lane++) {
        pad(line, start(lane) + 2).append(names.get(lane));
      }
      lines.add(atRightEdge(line, "locks held"));
      return;
    }
    for (int lane = 0; lane < names.size(); lane++) {
      StringBuilder line = new StringBuilder(lane == names.size() - 1 ? " step" : "");
      for (int bar = 0; bar < lane; bar++) {
        pad(line, start(bar)).append('|');
      }
      pad(line, start(lane) + 2).append(names.get(lane));
      lines.add(lane == names.size() - 1 ? atRightEdge(line, "locks held") : line.toString());
    }
  }

  /**
   * One line in a lane.
   *
   * @param number the step's number, or 0 for none
   * @param held what to print at the right edge; on a line of its own if there is no room
   */
  private void line(int lane, int number, String text, String held) {
    StringBuilder line = new StringBuilder(number == 0 ? "" : String.format("%4d ", number));
    for (int bar = 0; bar <= lane; bar++) {
      pad(line, start(bar)).append('|');
    }
    line.append(' ').append(text);
    int end = line.length() + 1;
    for (int bar = lane + 1; bar < names.size(); bar++) {
      if (start(bar) > end) {
        pad(line, start(bar)).append('|');
      }
    }
    if (held.isEmpty()) {
      lines.add(line.toString());
    } else if (Math.max(end, line.length()) + 1 + held.length() <= width) {
      lines.add(atRightEdge(line, held));
    } else if (end + 1 + held.length() <= width) {
      line.setLength(end - 1);
      lines.add(atRightEdge(line, held));
    } else {
      lines.add(line.toString());
      for (String part : Paragraph.wrap(held, width - FIRST, "")) {
        lines.add(" ".repeat(width - part.length()) + part);
      }
    }
  }

  List<String> lines() {
    return lines;
  }

  private String atRightEdge(StringBuilder line, String text) {
    return line.length() + 2 + text.length() > width
        ? line.toString()
        : pad(line, width - text.length()).append(text).toString();
  }

  private static StringBuilder pad(StringBuilder line, int to) {
    while (line.length() < to) {
      line.append(' ');
    }
    return line;
  }
}
