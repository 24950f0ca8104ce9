package epcheck.results;

import epcheck.report.ConsoleReport;
import epcheck.revision.Patch;
import epcheck.revision.Revisions;
import epcheck.scenario.RecordedVerdicts.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What patches do to a scenario.
 *
 * @param names the patches, applied together
 * @param title what they do
 * @param cells a verdict for each of some revisions
 * @param violations in words, of all these revisions; empty if everything is proved
 */
record Patched(String names, String title, String scenario, List<Cell> cells, String violations) {
  /** More are counted. */
  private static final int NAMED = 4;

  private record Key(List<String> patches, String scenario) {}

  /**
   * A row for each scenario and set of patches, in the order in which they are recorded.
   *
   * @param revisions the columns
   */
  static List<Patched> of(List<Entry> recorded, List<String> revisions) {
    Map<Key, Map<String, Entry>> rows = new LinkedHashMap<>();
    for (Entry entry : recorded) {
      if (!entry.patches().isEmpty()) {
        rows.computeIfAbsent(
                new Key(entry.patches(), entry.scenario()), key -> new LinkedHashMap<>())
            .put(entry.revision(), entry);
      }
    }
    List<Patched> all = new ArrayList<>();
    rows.forEach((key, verdicts) -> all.add(of(key, verdicts, revisions)));
    return all;
  }

  private static Patched of(Key key, Map<String, Entry> verdicts, List<String> revisions) {
    return new Patched(
        String.join(" + ", key.patches()),
        key.patches().stream().map(Patched::title).collect(Collectors.joining("; ")),
        key.scenario(),
        revisions.stream().map(verdicts::get).map(Cell::of).toList(),
        violations(verdicts));
  }

  private static String title(String patch) {
    return Revisions.patchNamed(patch).map(Patch::title).orElse("");
  }

  private static String violations(Map<String, Entry> verdicts) {
    List<String> names =
        verdicts.values().stream()
            .flatMap(verdict -> verdict.violations().stream())
            .distinct()
            .map(ConsoleReport::nameOfKey)
            .toList();
    return names.stream().limit(NAMED).collect(Collectors.joining("; "))
        + (names.size() > NAMED ? "; and " + (names.size() - NAMED) + " more" : "");
  }

  /** Each of them takes a bug away, as their titles say. */
  boolean isFix() {
    return title.startsWith("fix");
  }
}
