package epcheck.report;

import epcheck.explore.Finding;
import epcheck.explore.Granularity;
import epcheck.explore.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Many verdicts, a row each, with what was expected of them. */
public final class VerdictTable {
  private static final int DRIVER_MOST = 24;
  private static final int SCENARIO_MOST = 22;
  private static final String FIGURES = "%-12s %10s %8s %10s";

  /**
   * What a verdict was when it was recorded.
   *
   * @param violations their {@link Finding#key}s
   * @param states how many the complete search visits, each once and at lock granularity; 0 if that
   *     is not on record
   */
  public record Expected(Verdict.Result result, Set<String> violations, long states) {
    public Expected {
      violations = Set.copyOf(violations);
    }

    /** Whether the verdict is still this one. */
    public boolean matches(Checked checked) {
      return checked.result() == result
          && keys(checked.verdict()).equals(violations)
          && hasStatesOf(checked);
    }

    /** Whether there are as many states, if they are counted alike. */
    private boolean hasStatesOf(Checked checked) {
      boolean comparable =
          states > 0
              && checked.verdict().complete()
              && checked.statesMatched()
              && checked.what().granularity() == Granularity.LOCK;
      return !comparable || checked.verdict().statistics().states() == states;
    }
  }

  private final int driver;
  private final int scenario;
  private final int width;
  private final boolean recorded;
  private final Paint paint;

  /**
   * @param cases all that will be in the table
   * @param recorded there is a column for whether a verdict is as recorded
   */
  public VerdictTable(List<Case> cases, boolean recorded, int width, Paint paint) {
    this.driver = column("revision", DRIVER_MOST, cases.stream().map(Case::driver).toList());
    this.scenario = column("scenario", SCENARIO_MOST, cases.stream().map(Case::scenario).toList());
    this.recorded = recorded;
    this.width = width;
    this.paint = paint;
  }

  private static int column(String title, int most, List<String> cells) {
    int longest = cells.stream().mapToInt(String::length).max().orElse(0);
    return Math.min(most, Math.max(title.length(), longest));
  }

  public List<String> header() {
    return rows(
        "revision",
        "scenario",
        FIGURES.formatted("verdict", "states", "time", "violations"),
        recorded ? "recorded" : "");
  }

  /** The row of a verdict, and below it what it violates. */
  public List<String> row(Checked checked, Expected expected) {
    Verdict verdict = checked.verdict();
    boolean same = expected == null || expected.matches(checked);
    String figures =
        FIGURES.formatted(
            checked.result(),
            Figures.grouped(verdict.statistics().states()),
            Figures.seconds(verdict.statistics().seconds()),
            verdict.violations().isEmpty() ? "-" : Figures.grouped(verdict.violations().size()));
    String last = expected == null ? recorded ? "never" : "" : same ? "the same" : "DIFFERS";
    List<String> lines = new ArrayList<>();
    for (String line : rows(checked.what().driver(), checked.what().scenario(), figures, last)) {
      lines.add(paintVerdict(line, checked, same));
    }
    verdict.violations().stream()
        .filter(violation -> violation.follows().isEmpty())
        .map(violation -> ConsoleReport.name(violation.finding()))
        .distinct()
        .forEach(name -> detail(lines, name));
    long more = verdict.violations().stream().filter(v -> !v.follows().isEmpty()).count();
    if (more > 0) {
      detail(
          lines,
          "and "
              + Figures.count(more, "violation")
              + " that "
              + (more == 1 ? "follows" : "follow")
              + " from these");
    }
    if (checked.racesCount() && !verdict.races().isEmpty()) {
      detail(lines, Figures.count(DataRaceReport.of(verdict.races()).size(), "data race"));
    }
    if (!verdict.complete()) {
      detail(lines, "not every interleaving was covered: " + verdict.incompleteBecause());
    }
    if (!same) {
      differences(checked, expected).forEach(difference -> detail(lines, difference));
    }
    return lines;
  }

  /** The row of a case that has no verdict. */
  public List<String> failed(Case what, String error) {
    List<String> lines = new ArrayList<>(rows(what.driver(), what.scenario(), "ERROR", ""));
    lines.set(0, lines.get(0).replace("ERROR", paint.wrong("ERROR")));
    detail(lines, error);
    return lines;
  }

  private List<String> rows(String driverCell, String scenarioCell, String figures, String last) {
    List<String> drivers = Paragraph.wrap(driverCell, driver, "  ");
    List<String> scenarios = Paragraph.wrap(scenarioCell, scenario, "  ");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < Math.max(drivers.size(), scenarios.size()); i++) {
      String line =
          pad(i < drivers.size() ? drivers.get(i) : "", driver)
              + "  "
              + pad(i < scenarios.size() ? scenarios.get(i) : "", scenario)
              + (i == 0 ? "  " + figures + (last.isEmpty() ? "" : "  " + last) : "");
      lines.add(line.stripTrailing());
    }
    return lines;
  }

  private void detail(List<String> lines, String text) {
    Paragraph.wrap(text, width - 4, "  ").forEach(line -> lines.add("    " + line));
  }

  private static List<String> differences(Checked checked, Expected expected) {
    List<String> differences = new ArrayList<>();
    if (checked.result() != expected.result()) {
      differences.add("recorded as " + expected.result() + ", is " + checked.result());
    }
    Set<String> fresh = keys(checked.verdict());
    fresh.removeAll(expected.violations());
    fresh.forEach(key -> differences.add("new: " + ConsoleReport.nameOfKey(key)));
    Set<String> gone = new TreeSet<>(expected.violations());
    gone.removeAll(keys(checked.verdict()));
    gone.forEach(key -> differences.add("gone: " + ConsoleReport.nameOfKey(key)));
    if (!expected.hasStatesOf(checked)) {
      differences.add("states: " + Figures.grouped(expected.states()) + " recorded");
    }
    return differences;
  }

  private static Set<String> keys(Verdict verdict) {
    Set<String> keys = new TreeSet<>();
    verdict.violations().forEach(violation -> keys.add(violation.finding().key()));
    return keys;
  }

  private String paintVerdict(String line, Checked checked, boolean same) {
    String word = checked.result().name();
    String painted =
        switch (checked.result()) {
          case PROVED -> paint.right(word);
          case VIOLATED -> paint.wrong(word);
          case INCONCLUSIVE -> paint.strong(word);
        };
    String out = line.replace(" " + word + " ", " " + painted + " ");
    return same ? out : out.replace("DIFFERS", paint.wrong("DIFFERS"));
  }

  private static String pad(String text, int to) {
    return text + " ".repeat(Math.max(0, to - text.length()));
  }
}
