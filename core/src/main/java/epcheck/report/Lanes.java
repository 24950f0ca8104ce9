package epcheck.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The paper of a counterexample: a column for the step's number, a lane for each task that takes
 * part, and the locks that are held at the right edge. Only one task runs at a time, so a line may
 * run on across the lanes to its right.
 */
final class Lanes {
  private static final int NUMBER = 5;
  private static final int FIRST = NUMBER + 1;
  private static final int WIDEST_LANE = 38;
  private static final int LAST_LANE = 54;

  private final int width;
  private final List<String> names;
  private final int stride;
  private final List<String> lines = new ArrayList<>();

  Lanes(List<String> names, int width) {
    this.names = List.copyOf(names);
    this.width = width;
    int others = Math.max(1, names.size() - 1);
    this.stride = Math.max(4, Math.min(WIDEST_LANE, (width - FIRST - LAST_LANE) / others));
  }

  /** The columns that text in a lane may take. */
  int room(int lane) {
    return width - start(lane) - 2;
  }

  private int start(int lane) {
    return FIRST + lane * stride;
  }

  /**
   * The names of the tasks; those that are longer than their lane is wide climb to a line of their
   * own.
   */
  void header() {
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
  void line(int lane, int number, String text, String held) {
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

  /** A line across all lanes. */
  void across(String text) {
    lines.addAll(Paragraph.wrap(text, width, "     "));
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
