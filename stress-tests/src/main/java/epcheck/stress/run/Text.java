package epcheck.stress.run;

import java.util.ArrayList;
import java.util.List;

/** Text for a terminal. */
final class Text {
  static final int WIDTH = 100;

  private Text() {}

  /** Fills lines with words; each begins with the indent, the first one with a heading. */
  static List<String> wrap(String heading, String text, int indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(heading);
    boolean fresh = true;
    for (String word : text.split("\\s+", -1)) {
      if (!fresh && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        line.append(" ".repeat(indent));
        fresh = true;
      }
      line.append(fresh ? "" : " ").append(word);
      fresh = false;
      while (line.length() > WIDTH) {
        lines.add(line.substring(0, WIDTH));
        line.delete(0, WIDTH).insert(0, " ".repeat(indent));
      }
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
