package epcheck.results;

import epcheck.explore.Verdict.Result;
import epcheck.report.Figures;
import epcheck.scenario.RecordedVerdicts.Entry;
import java.util.List;

/**
 * Verdicts, counted.
 *
 * @param violations distinct ones: one rule, broken in one kernel function
 * @param states of all searches together
 */
record Tally(
    int verdicts, long violated, long proved, long inconclusive, long violations, String states) {
  static Tally of(List<Entry> verdicts) {
    return new Tally(
        verdicts.size(),
        count(verdicts, Result.VIOLATED),
        count(verdicts, Result.PROVED),
        count(verdicts, Result.INCONCLUSIVE),
        verdicts.stream().flatMap(v -> v.violations().stream()).distinct().count(),
        Figures.grouped(verdicts.stream().mapToLong(Entry::states).sum()));
  }

  private static long count(List<Entry> verdicts, Result result) {
    return verdicts.stream().filter(verdict -> verdict.result() == result).count();
  }
}
