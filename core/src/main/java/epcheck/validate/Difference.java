package epcheck.validate;

import epcheck.explore.LockUnion;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Checked;
import epcheck.report.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a change does to a revision.
 *
 * @param change the patches, the one in question first
 * @param scenarios each before and after
 * @param leftOut the scenarios that were not run, because they take long
 */
public record Difference(Change change, List<ScenarioDifference> scenarios, List<String> leftOut) {
  public Difference {
    scenarios = List.copyOf(scenarios);
    leftOut = List.copyOf(leftOut);
  }

  /** In one word. */
  public enum Result {
    /** Nothing is violated after the change, and every interleaving was covered. */
    CLEAN,
    /** Something is violated after it. */
    VIOLATED,
    /** Nothing is, so far. */
    INCONCLUSIVE
  }

  public Result result() {
    if (count(ScenarioDifference::added) + count(ScenarioDifference::left) > 0
        || !lockOrder().after().circles().isEmpty()) {
      return Result.VIOLATED;
    }
    boolean complete = scenarios.stream().allMatch(ScenarioDifference::complete);
    return complete ? Result.CLEAN : Result.INCONCLUSIVE;
  }

  public LockOrderDifference lockOrder() {
    return new LockOrderDifference(
        union(ScenarioDifference::before), union(ScenarioDifference::after));
  }

  public SectionDifference sections() {
    return new SectionDifference(
        union(ScenarioDifference::before), union(ScenarioDifference::after));
  }

  private LockUnion union(Function<ScenarioDifference, Checked> which) {
    LockUnion union = new LockUnion();
    scenarios.forEach(s -> union.add(s.scenario(), which.apply(s).verdict()));
    return union;
  }

  /** All of it in a line. */
  public String conclusion() {
    long unseen = count(ScenarioDifference::notSeen);
    long incomplete = scenarios.stream().filter(s -> !s.complete()).count();
    long newCycles = acrossScenarios(lockOrder().newCycles());
    long cycles = acrossScenarios(lockOrder().after().circles());
    List<String> parts = new ArrayList<>();
    parts.add(change.name() + " on " + change.base());
    parts.add(" removes " + violations(count(ScenarioDifference::removed)));
    parts.add(", adds " + number(count(ScenarioDifference::added)));
    parts.add(", leaves " + number(count(ScenarioDifference::left)));
    parts.add(unseen == 0 ? "" : ", does not show " + violations(unseen) + " again");
    parts.add(
        cycles == 0
            ? ""
            : "; the lock order of all together has "
                + Figures.count(cycles, "cycle")
                + (newCycles == 0 ? "" : ", " + number(newCycles) + " of them new"));
    String where =
        scenarios.size() == 1
            ? scenarios.get(0).scenario()
            : Figures.count(scenarios.size(), "scenario");
    if (incomplete > 0) {
      String of = scenarios.size() == 1 ? "" : number(incomplete) + " of ";
      parts.add("; inconclusive, since " + of + where + " was not covered");
    } else if (result() == Result.CLEAN) {
      parts.add(": " + where + (scenarios.size() == 1 ? " is proved" : " are proved"));
    } else {
      parts.add(", in " + where);
    }
    return String.join("", parts);
  }

  private static long acrossScenarios(List<LockUnion.Circle> circles) {
    return circles.stream().filter(circle -> circle.model().isEmpty()).count();
  }

  private static String violations(long n) {
    return n == 0 ? "no violation" : Figures.count(n, "violation");
  }

  private static String number(long n) {
    return n == 0 ? "none" : Long.toString(n);
  }

  private long count(Function<ScenarioDifference, List<Violation>> which) {
    return scenarios.stream().mapToLong(s -> which.apply(s).size()).sum();
  }

  /** The overrides that no execution of any scenario came past; of proposals only. */
  public List<Overriding> neverCalled() {
    return change.overrides().entrySet().stream()
        .flatMap(
            entry -> entry.getValue().stream().filter(o -> !isReached(o.event(entry.getKey()))))
        .toList();
  }

  private boolean isReached(String event) {
    return scenarios.stream().anyMatch(s -> s.after().verdict().reached().contains(event));
  }

  /** Every override that is said to be never called would have been seen if it was. */
  public boolean allCovered() {
    return scenarios.stream().allMatch(s -> s.after().verdict().complete());
  }

  /** Those new violations of which there is a schedule to show: each once, where it is shortest. */
  Stream<Shown> newViolations() {
    return scenarios.stream()
        .flatMap(s -> s.added().stream().map(v -> new Shown(s.after(), v)))
        .sorted(Comparator.comparingInt(Shown::steps))
        .filter(new FirstOfItsKey()::accepts);
  }

  /** A violation and the verdict that it is from. */
  record Shown(Checked checked, Violation violation) {
    int steps() {
      return violation.steps();
    }
  }

  private static final class FirstOfItsKey {
    private final Set<String> seen = new HashSet<>();

    boolean accepts(Shown shown) {
      return seen.add(shown.violation().finding().key());
    }
  }
}
