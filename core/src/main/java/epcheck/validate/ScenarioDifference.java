package epcheck.validate;

import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Checked;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a change does to one scenario. */
public record ScenarioDifference(Checked before, Checked after) {
  public String scenario() {
    return after.what().scenario();
  }

  /** Violations that only the changed driver has. */
  public List<Violation> added() {
    return notIn(after.verdict(), before.verdict());
  }

  /** Violations that the changed driver has no more, in any interleaving. */
  public List<Violation> removed() {
    return after.verdict().complete() ? notIn(before.verdict(), after.verdict()) : List.of();
  }

  /** Violations that did not show again, in a search that did not see everything. */
  public List<Violation> notSeen() {
    return after.verdict().complete() ? List.of() : notIn(before.verdict(), after.verdict());
  }

  /** Violations that are there before and after, as they are after. */
  public List<Violation> left() {
    Set<String> keys = keys(before.verdict());
    return after.verdict().violations().stream()
        .filter(v -> keys.contains(v.finding().key()))
        .toList();
  }

  /** Every interleaving was covered, both times. */
  public boolean complete() {
    return before.verdict().complete() && after.verdict().complete();
  }

  /** There is nothing to say about it: proved, before and after. */
  public boolean provedTwice() {
    return before.result() == Verdict.Result.PROVED && after.result() == Verdict.Result.PROVED;
  }

  private static List<Violation> notIn(Verdict one, Verdict other) {
    Set<String> keys = keys(other);
    return one.violations().stream().filter(v -> !keys.contains(v.finding().key())).toList();
  }

  private static Set<String> keys(Verdict verdict) {
    return verdict.violations().stream().map(v -> v.finding().key()).collect(Collectors.toSet());
  }
}
