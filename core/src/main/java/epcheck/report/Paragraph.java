package epcheck.report;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines. */
public final class Paragraph {
  private Paragraph() {}

  /**
   * Fills lines with words; those after the first are indented. Only a word that is too long by
   * itself is cut.
   */
  public static List<String> wrap(String text, int width, String indent) {
    return fill(List.of(text.split(" ")), " ", width, indent);
  }

  /**
   * Fills lines with pieces that are better kept whole; a piece that does not fit is broken between
   * its words.
   *
   * @param between what joins two pieces; a line may end with it
   */
  static List<String> fill(List<String> pieces, String between, int width, String indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    String end = between.stripTrailing();
    for (int i = 0; i < pieces.size(); i++) {
      boolean last = i == pieces.size() - 1;
      String piece = pieces.get(i);
      int room = last ? piece.length() : piece.length() + end.length();
      boolean fresh = line.toString().isBlank();
      if (!fresh && line.length() + between.length() + room > width) {
        lines.add((line + end).stripTrailing());
        line.setLength(0);
        line.append(indent);
        fresh = true;
      }
      if (!fresh) {
        line.append(between);
      }
      if (line.length() + room > width) {
        List<String> broken =
            between.isBlank()
                ? cut(piece, width - line.length(), width - indent.length())
                : wrap(
                    piece, width - Math.max(line.length(), indent.length()) - end.length(), "  ");
        for (String part : broken.subList(0, broken.size() - 1)) {
          lines.add((line + part).stripTrailing());
          line.setLength(0);
          line.append(indent);
        }
        piece = broken.get(broken.size() - 1);
      }
      line.append(piece);
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  private static List<String> cut(String word, int first, int rest) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    int room = Math.max(first, 1);
    while (word.length() - at > room) {
      parts.add(word.substring(at, at + room));
      at += room;
      room = Math.max(rest, 1);
    }
    parts.add(word.substring(at));
    return parts;
  }
}
