package epcheck.scenario;

import java.util.List;

/**
 * A file that cannot be used. The message shows every mistake in it, as compilers do:
 *
 * <pre>
 * my.yaml:7:14: enclave A: unknown cgroup 'cq'
 *     7 |     cgroup: cq
 *       |             ^ did you mean cg?
 * </pre>
 */
public final class ScenarioException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With what the command line puts before it, a line stays within 120 columns. */
  private static final int WIDTH = 108;

  private static final String MARGIN = "      | ";

  private final transient List<Mistake> mistakes;

  ScenarioException(List<Mistake> mistakes, List<String> source) {
    super(text(mistakes, source));
    this.mistakes = List.copyOf(mistakes);
  }

  /** A file that cannot be read at all. */
  ScenarioException(Mistake mistake) {
    super(mistake.toString());
    mistakes = List.of(mistake);
  }

  /** In order of line; at least one. */
  public List<Mistake> mistakes() {
    return mistakes;
  }

  private static String text(List<Mistake> mistakes, List<String> source) {
    StringBuilder out = new StringBuilder();
    for (Mistake mistake : mistakes) {
      append(out, mistake, source.get(mistake.line() - 1));
    }
    return out.toString().stripTrailing();
  }

  private static void append(StringBuilder out, Mistake mistake, String line) {
    String place = mistake.file() + ":" + mistake.line() + ":" + mistake.column() + ": ";
    out.append(wrapped(place + mistake.what(), "  ")).append('\n');
    Excerpt excerpt = Excerpt.of(line, mistake.column() - 1, WIDTH - MARGIN.length());
    out.append("%5d | %s".formatted(mistake.line(), excerpt.text()).stripTrailing()).append('\n');
    String caret = MARGIN + " ".repeat(excerpt.caret()) + "^";
    if (caret.length() + 1 + mistake.right().length() <= WIDTH) {
      out.append(caret).append(' ').append(mistake.right()).append('\n');
    } else {
      out.append(caret).append('\n');
      out.append(MARGIN).append(wrapped(mistake.right(), MARGIN)).append('\n');
    }
  }

  private static String wrapped(String text, String indent) {
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ")) {
      if (column > 0 && column + 1 + word.length() > WIDTH - indent.length()) {
        out.append('\n').append(indent);
        column = 0;
      } else if (column > 0) {
        out.append(' ');
        column++;
      }
      out.append(word);
      column += word.length();
    }
    return out.toString();
  }

  /** The part of a source line that is shown, and where the caret stands under it. */
  private record Excerpt(String text, int caret) {
    static Excerpt of(String line, int column, int width) {
      int[] shown = line.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).toArray();
      if (shown.length <= width && column < width) {
        return new Excerpt(new String(shown, 0, shown.length), column);
      }
      int from = Math.max(0, Math.min(column - width / 2, shown.length - width));
      int length = Math.min(width, shown.length - from);
      return new Excerpt(new String(shown, from, length), column - from);
    }
  }
}
