package epcheck.report;

import java.util.ArrayList;
import java.util.List;

/** Names and what they stand for, in two columns. */
public final class Listing {
  private static final int GAP = 3;

  private final List<String> names = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  public void add(String name, String text) {
    names.add(name);
    texts.add(text);
  }

  public List<String> lines(int width) {
    int column = names.stream().mapToInt(String::length).max().orElse(0) + GAP;
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String start = names.get(i) + " ".repeat(column - names.get(i).length());
      for (String line : Paragraph.wrap(texts.get(i), width - column, "")) {
        lines.add((start + line).stripTrailing());
        start = " ".repeat(column);
      }
    }
    return lines;
  }
}
