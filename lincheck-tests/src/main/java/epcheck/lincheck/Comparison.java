package epcheck.lincheck;

import epcheck.cli.Subject;
import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Violation;
import epcheck.kernel.Outcome;
import epcheck.report.Case;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * What Lincheck and the explorer make of the same model. Lincheck sees some of its schedules, the
 * explorer all. So what Lincheck comes to, the explorer must have too; and no schedule of
 * Lincheck's may get to a violation with fewer preemptions than the explorer's shortest.
 *
 * @param possible all outcomes, by the explorer
 * @param trace how Lincheck first came to a violation; empty if it met none
 */
record Comparison(
    Case what, Tried tried, Optional<Trace> trace, Verdict verdict, SortedSet<String> possible) {

  /**
   * Runs both.
   *
   * @param invocations how many schedules Lincheck may try
   * @throws IllegalStateException if the explorer cannot finish within its budget
   */
  static Comparison of(Subject what, int invocations, Options options) {
    Explorer explorer = new Explorer(what.model(), options);
    SortedSet<String> possible = explorer.outcomes();
    Verdict verdict = explorer.run(Progress.NONE);
    Tried tried = ModelChecking.explore(what.model(), invocations);
    Optional<Trace> trace =
        tried
            .firstViolation()
            .map(first -> ModelChecking.untilViolation(what.model(), invocations))
            .map(again -> Trace.of(again.report(), again.sightings().tasks()));
    Case named = new Case(what.revision(), what.patches(), what.scenario(), options.granularity());
    return new Comparison(named, tried, trace, verdict, possible);
  }

  /** Lincheck's outcomes that the explorer says are impossible: one of the two is wrong. */
  List<String> impossible() {
    return tried.sightings().outcomes().keySet().stream()
        .filter(outcome -> !possible.contains(outcome))
        .toList();
  }

  /** The rules that Lincheck saw broken and the explorer does not report. */
  List<String> unreported() {
    return tried.violations().flatMap(Comparison::rules).filter(r -> ours(r).isEmpty()).toList();
  }

  /** The rules that an outcome names. */
  private static Stream<String> rules(String outcome) {
    return Stream.of(outcome.replaceFirst(": .*", "").split(", "));
  }

  /** The explorer's violation of a rule with the fewest preemptions. */
  private Optional<Violation> ours(String rule) {
    return verdict.violations().stream()
        .filter(v -> !v.hasNoSchedule())
        .filter(v -> isOf(rule, v.finding().oracle()))
        .min(Comparator.comparingInt(Violation::preemptions));
  }

  private static boolean isOf(String rule, String oracle) {
    return rule.equals(Tried.HANGS)
        ? oracle.equals(Outcome.DEADLOCK) || oracle.equals("livelock")
        : oracle.equals(rule);
  }

  /** What Lincheck met first. */
  Optional<String> first() {
    return tried.violations().findFirst();
  }

  /** The same of ours. */
  Optional<Violation> firstOfOurs() {
    return first().flatMap(outcome -> rules(outcome).findFirst()).flatMap(this::ours);
  }

  /** Lincheck needed fewer preemptions than our shortest schedule to the same violation has. */
  boolean isOursLonger() {
    return trace.isPresent()
        && firstOfOurs().isPresent()
        && trace.get().switches() < firstOfOurs().get().preemptions();
  }

  boolean agrees() {
    return impossible().isEmpty() && unreported().isEmpty() && !isOursLonger();
  }
}
