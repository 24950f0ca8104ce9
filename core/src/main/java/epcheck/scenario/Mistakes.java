package epcheck.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The mistakes found so far in one file, each at a place that the file has. */
final class Mistakes {
  /** What ends a line in YAML 1.1. */
  private static final Pattern LINE_END = Pattern.compile("\r\n|[\n\r\u0085\u2028\u2029]");

  private final String file;
  private final List<String> source;
  private final List<Mistake> found = new ArrayList<>();

  Mistakes(String file, String text) {
    this.file = file;
    List<String> lines = new ArrayList<>(List.of(LINE_END.split(text, -1)));
    if (lines.size() > 1 && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    source = List.copyOf(lines);
  }

  void add(YamlNode at, String what, String right) {
    add(at.line(), at.column(), what, right);
  }

  void add(int line, int column, String what, String right) {
    int inFile = Math.max(1, Math.min(line, source.size()));
    int width = source.get(inFile - 1).codePointCount(0, source.get(inFile - 1).length());
    int inLine = line > inFile ? width + 1 : Math.max(1, Math.min(column, width + 1));
    found.add(new Mistake(file, inFile, inLine, what, right));
  }

  /** All that was found, and this. */
  ScenarioException because(int line, int column, String what, String right) {
    add(line, column, what, right);
    return exception();
  }

  private ScenarioException exception() {
    found.sort(Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column));
    return new ScenarioException(found, source);
  }

  boolean none() {
    return found.isEmpty();
  }

  void throwIfAny() throws ScenarioException {
    if (!none()) {
      throw exception();
    }
  }
}
