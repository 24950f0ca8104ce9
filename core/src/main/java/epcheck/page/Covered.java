package epcheck.page;

import epcheck.explore.Coverage;
import epcheck.report.Figures;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a proof has come past.
 *
 * @param pairs how many contests there are, in words; empty if there are none
 */
record Covered(List<FunctionsOfFile> functions, String pairs, List<Coverage.Contest> contests) {
  /** Kernel functions that ran. */
  record FunctionsOfFile(String file, String names) {}

  /**
   * @param files for each kernel function the file that it stands in
   */
  static Covered of(Coverage coverage, Map<String, String> files) {
    Map<String, TreeSet<String>> byFile = new TreeMap<>();
    for (String name : coverage.functions()) {
      String file = files.getOrDefault(name, "elsewhere");
      byFile.computeIfAbsent(file, f -> new TreeSet<>()).add(name + "()");
    }
    int count = coverage.contests().size();
    return new Covered(
        byFile.entrySet().stream()
            .map(entry -> new FunctionsOfFile(entry.getKey(), String.join(", ", entry.getValue())))
            .toList(),
        count == 0 ? "" : Figures.count(count, "pair"),
        coverage.contests());
  }
}
