package epcheck.results;

import epcheck.explore.Verdict.Result;
import epcheck.scenario.RecordedVerdicts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The recorded verdicts as a table: a row for each scenario, a column for each revision. */
public final class VerdictMatrix {
  private final List<String> revisions;
  private final Map<String, Map<String, RecordedVerdicts.Entry>> rows = new LinkedHashMap<>();

  /**
   * @param recorded those with patches are left out
   * @param revisions the columns
   */
  public VerdictMatrix(List<RecordedVerdicts.Entry> recorded, List<String> revisions) {
    this.revisions = revisions;
    for (RecordedVerdicts.Entry entry : recorded) {
      if (entry.patches().isEmpty()) {
        rows.computeIfAbsent(entry.scenario(), scenario -> new LinkedHashMap<>())
            .put(entry.revision(), entry);
      }
    }
  }

  /** For each scenario its verdicts by revision, in the order in which they are recorded. */
  Map<String, Map<String, RecordedVerdicts.Entry>> rows() {
    return Collections.unmodifiableMap(rows);
  }

  /** As {@code list verdicts} prints it. */
  public List<String> lines() {
    int first = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    lines.add(line("", first, revisions));
    rows.forEach(
        (scenario, row) ->
            lines.add(
                line(
                    scenario,
                    first,
                    revisions.stream()
                        .map(row::get)
                        .map(VerdictMatrix::mark)
                        .collect(Collectors.toList()))));
    lines.add("");
    lines.add(
        "proved: every interleaving was covered, and broke no rule; a number: that many rules were"
            + " broken; -: not meant for it");
    return lines;
  }

  /**
   * A verdict in a word.
   *
   * @param entry null if there is none
   */
  static String mark(RecordedVerdicts.Entry entry) {
    if (entry == null) {
      return "-";
    }
    return entry.result() == Result.VIOLATED
        ? Integer.toString(entry.violations().size())
        : entry.result().name().toLowerCase(Locale.ROOT);
  }

  private String line(String scenario, int first, List<String> cells) {
    StringBuilder line = new StringBuilder(scenario + " ".repeat(first - scenario.length()));
    for (int i = 0; i < cells.size(); i++) {
      int width = Math.max(revisions.get(i).length(), "proved".length()) + 2;
      String cell = cells.get(i);
      line.append(" ".repeat(width - cell.length())).append(cell);
    }
    return line.toString();
  }
}
