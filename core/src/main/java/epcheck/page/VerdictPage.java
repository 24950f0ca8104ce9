package epcheck.page;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Violation;
import epcheck.kernel.Model;
import epcheck.report.Case;
import epcheck.report.Checked;
import epcheck.report.Figures;
import epcheck.scenario.ScenarioModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a page says, for its template to lay out.
 *
 * @param bounds null unless a scenario was checked
 * @param locks null if no lock was taken under another one
 * @param covered null unless it is proved
 * @param races as KCSAN would tell them
 * @param json what the script is given
 */
record VerdictPage(
    Case what,
    String result,
    String summary,
    List<String> figures,
    Bounds bounds,
    List<Counterexample> violations,
    LockPicture locks,
    Covered covered,
    List<String> reached,
    String races,
    String json) {
  /** A search that looks at the stacks takes longer than the one that was in time. */
  private static final int PATIENCE = 20;

  /**
   * @param model what was checked
   * @param options of the searches that are made for the page; their granularity does not matter
   * @param files for each kernel function the file that it stands in
   * @param progress of these searches
   */
  static VerdictPage of(
      Checked checked, Model model, Options options, Map<String, String> files, Progress progress) {
    Verdict verdict = checked.verdict();
    Options same = options.with(checked.what().granularity());
    Footage footage = new Footage(files);
    List<Counterexample> violations = new ArrayList<>();
    for (Violation violation : verdict.violations()) {
      Film film = Film.of(model, same, violation);
      footage.add(violation, film);
      violations.add(Counterexample.of(checked, violation, violations.size() + 1, film));
    }
    return new VerdictPage(
        checked.what(),
        checked.result().name().toLowerCase(Locale.ROOT),
        summary(checked),
        figures(checked),
        model instanceof ScenarioModel scenario ? Bounds.of(scenario) : null,
        violations,
        LockPicture.of(checked.what().toString(), verdict),
        checked.result() == Verdict.Result.PROVED ? covered(model, same, files, progress) : null,
        verdict.reached(),
        verdict.races().isEmpty() ? "" : String.join("\n", Counterexample.TEXT.races(checked)),
        footage.json());
  }

  private static Covered covered(
      Model model, Options options, Map<String, String> files, Progress progress) {
    Options patient = options.withBudget(options.budget().multipliedBy(PATIENCE));
    return new Explorer(model, patient)
        .coverage(progress)
        .map(coverage -> Covered.of(coverage, files))
        .orElse(null);
  }

  /** There is something to choose from. */
  boolean several() {
    return violations.size() > 1;
  }

  private static String summary(Checked checked) {
    Verdict verdict = checked.verdict();
    String partly = verdict.complete() ? "" : ": " + verdict.incompleteBecause();
    return switch (checked.result()) {
      case PROVED -> "Every interleaving was covered, and broke no rule.";
      case INCONCLUSIVE -> "No violation so far, but not every interleaving was covered" + partly;
      case VIOLATED ->
          violations(verdict) + (partly.isEmpty() ? "" : "; there may be more" + partly);
    };
  }

  private static String violations(Verdict verdict) {
    int count = verdict.violations().size();
    return count == 0
        ? "Data races, which count as violations"
        : Figures.count(count, count == 1 ? "violation" : "distinct violation");
  }

  /** Without the time that it took, so that the same verdict has the same page. */
  private static List<String> figures(Checked checked) {
    Verdict.Statistics statistics = checked.verdict().statistics();
    String chance = "chance that a fingerprint hid a state: ";
    return List.of(
        Figures.count(statistics.states(), checked.statesMatched() ? "state" : "visit"),
        Figures.count(statistics.transitions(), "transition"),
        Figures.count(statistics.finalStates(), "final state"),
        "depth " + Figures.grouped(statistics.depth()),
        checked.statesMatched()
            ? chance + Figures.chance(statistics.collisionChance())
            : "no state matching");
  }
}
