package epcheck.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Figures under headings; the first column is the name of the row. */
record Table(List<String> header, List<List<String>> rows) {
  private static final String GAP = "  ";

  /** For a terminal: a name that is too long has a line to itself. */
  List<String> text(int width) {
    int[] widths =
        IntStream.range(0, header.size())
            .map(column -> all().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    int figures = IntStream.of(widths).skip(1).map(figure -> GAP.length() + figure).sum();
    widths[0] = Math.min(widths[0], width - figures);
    List<String> lines = new ArrayList<>();
    all()
        .forEach(
            row -> {
              String name = row.get(0);
              if (name.length() > widths[0]) {
                lines.add(name);
                name = "";
              }
              StringBuilder line = new StringBuilder(name);
              line.append(" ".repeat(widths[0] - name.length()));
              for (int i = 1; i < row.size(); i++) {
                line.append(GAP).append(" ".repeat(widths[i] - row.get(i).length()));
                line.append(row.get(i));
              }
              lines.add(line.toString().stripTrailing());
            });
    return lines;
  }

  List<String> markdown() {
    List<String> lines =
        all().map(Table::markdown).collect(Collectors.toCollection(ArrayList::new));
    lines.add(1, "|---|" + "---:|".repeat(header.size() - 1));
    return lines;
  }

  private static String markdown(List<String> row) {
    return row.stream().collect(Collectors.joining(" | ", "| ", " |"));
  }

  private Stream<List<String>> all() {
    return Stream.concat(Stream.of(header), rows.stream());
  }
}
