package epcheck.results;

import epcheck.oracle.Oracles;
import epcheck.report.ConsoleReport;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.RecordedVerdicts.Entry;
import epcheck.scenario.ShippedScenarios;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What results/ says at a glance: who is sent a link reads this, and follows its links. It depends
 * on nothing but the recorded verdicts, the scenarios and patches that they name, and what the
 * stress tests have left; nothing is searched for it.
 *
 * @param revisions the columns of the {@link #matrix}
 * @param found what is violated in the series, but for what is
 * @param policy violated of the rules over who is killed and what a caller is told
 * @param bugs what shows when the fix of a bug is taken back, or a fault is seeded
 * @param fixes what is left of a bug with these patches
 * @param patchedRevisions the columns of bugs and fixes
 * @param bounds within which the verdicts hold
 * @param statesOf the revisions of which the bounds tell the number of states
 */
public record Overview(
    Tally all,
    List<Column> revisions,
    List<Row> matrix,
    List<Found> found,
    List<Found> policy,
    List<Patched> bugs,
    List<Patched> fixes,
    List<String> patchedRevisions,
    List<Bounds> bounds,
    List<String> statesOf,
    List<StressRun> stress) {
  private static final String SERIES = "v5";
  private static final List<String> STATES_OF = List.of(SERIES, "v5-fixed");

  /** A revision, and what was found in it. */
  record Column(String name, String title, Tally tally) {}

  /** A scenario, and its verdict for each revision. */
  record Row(String scenario, String title, List<Cell> cells) {}

  /** A violation: the rule, and the scenarios that break it at that place. */
  record Found(String name, String rule, List<Where> where) {}

  /** A scenario with a violation. */
  record Where(String scenario, Cell cell) {}

  public static Overview of(List<Entry> recorded, List<StressRun> stress) {
    List<String> names = Revisions.all().stream().map(Revision::name).toList();
    var rows = new VerdictMatrix(recorded, names).rows();
    List<Row> matrix = new ArrayList<>();
    List<Bounds> bounds = new ArrayList<>();
    rows.forEach(
        (scenario, verdicts) -> {
          var shipped = ShippedScenarios.load(scenario);
          List<Cell> cells = names.stream().map(verdicts::get).map(Cell::of).toList();
          matrix.add(new Row(scenario, shipped.title(), cells));
          bounds.add(Bounds.of(shipped, verdicts, STATES_OF));
        });
    List<String> patchedRevisions =
        names.stream().filter(name -> !withPatches(recorded, name).isEmpty()).toList();
    List<Patched> patched = Patched.of(recorded, patchedRevisions);
    return new Overview(
        Tally.of(recorded),
        Revisions.all().stream().map(revision -> column(recorded, revision)).toList(),
        matrix,
        found(without(recorded, SERIES), rule -> !Oracles.policy().contains(rule)),
        found(without(recorded, SERIES), Oracles.policy()::contains),
        patched.stream().filter(row -> !row.isFix()).toList(),
        patched.stream().filter(Patched::isFix).toList(),
        patchedRevisions,
        bounds,
        STATES_OF,
        stress);
  }

  private static Column column(List<Entry> recorded, Revision revision) {
    Tally tally = Tally.of(without(recorded, revision.name()));
    return new Column(revision.name(), revision.title(), tally);
  }

  /** The verdicts of a revision as it is. */
  private static List<Entry> without(List<Entry> recorded, String revision) {
    return recorded.stream()
        .filter(v -> v.revision().equals(revision) && v.patches().isEmpty())
        .toList();
  }

  private static List<Entry> withPatches(List<Entry> recorded, String revision) {
    return recorded.stream()
        .filter(v -> v.revision().equals(revision) && !v.patches().isEmpty())
        .toList();
  }

  private static List<Found> found(List<Entry> verdicts, Predicate<String> rule) {
    Map<String, List<Entry>> byKey = new TreeMap<>();
    for (Entry entry : verdicts) {
      entry.violations().forEach(k -> byKey.computeIfAbsent(k, x -> new ArrayList<>()).add(entry));
    }
    Map<String, String> rules = new HashMap<>(Oracles.catalog());
    // There without the remark that they are.
    rules.putAll(Oracles.onDemand());
    List<Found> found = new ArrayList<>();
    byKey.forEach(
        (key, entries) -> {
          String name = key.substring(0, key.indexOf('@'));
          if (!rule.test(name)) {
            return;
          }
          List<Where> where =
              entries.stream().map(entry -> new Where(entry.scenario(), Cell.of(entry))).toList();
          found.add(new Found(ConsoleReport.nameOfKey(key), rules.getOrDefault(name, ""), where));
        });
    return found;
  }

  /** What the series is called in the columns and headings. */
  String series() {
    return SERIES;
  }
}
