package epcheck.cli;

import epcheck.explore.Granularity;
import epcheck.explore.Options;
import epcheck.report.Case;
import epcheck.report.VerdictTable;
import epcheck.scenario.RecordedVerdicts;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is on record for a case. */
final class Recorded {
  /** Nothing is. */
  static final Recorded NOTHING = new Recorded(List.of());

  private final List<RecordedVerdicts.Entry> entries;

  Recorded(List<RecordedVerdicts.Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  Optional<RecordedVerdicts.Entry> of(Case what) {
    return entries.stream()
        .filter(
            entry ->
                entry.revision().equals(what.revision())
                    && entry.patches().equals(what.patches())
                    && entry.scenario().equals(what.scenario()))
        .findFirst();
  }

  /** The verdict to expect, or null. */
  VerdictTable.Expected expected(Case what) {
    return of(what)
        .map(
            entry ->
                new VerdictTable.Expected(
                    entry.result(), Set.copyOf(entry.violations()), entry.states()))
        .orElse(null);
  }

  /** How many states a complete search like that visits, or 0 if nobody knows. */
  long states(Case what, Options options) {
    return what.granularity() == Granularity.LOCK && options.matchStates()
        ? of(what).map(RecordedVerdicts.Entry::states).orElse(0L)
        : 0;
  }
}
