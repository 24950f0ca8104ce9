package epcheck.lincheck;

import epcheck.lincheck.Sightings.Sighting;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What came of a run of Lincheck's.
 *
 * @param budget how many invocations it might have made
 * @param report what it printed when it stopped for a violation; empty if it did not
 */
record Tried(Sightings sightings, int budget, String report) {
  /** The violation that all tasks wait for ever, or one goes round: Lincheck does not say which. */
  static final String HANGS = "hangs";

  private static final String HUNG = "The execution has hung";

  /** All tasks wait for ever, or one goes round for ever, in the last invocation. */
  boolean hung() {
    return report.contains(HUNG);
  }

  /** It stopped by itself, without a violation: it knows no other schedule. */
  boolean isFinished() {
    return report.isEmpty() && sightings.invocations() < budget;
  }

  /** The outcomes that are violations and the rules that were broken, in the order met. */
  Stream<String> violations() {
    Stream<String> met =
        met().sorted(Comparator.comparingLong(e -> e.getValue().first())).map(Map.Entry::getKey);
    return hung() ? Stream.concat(met, Stream.of(HANGS)) : met;
  }

  private Stream<Map.Entry<String, Sighting>> met() {
    return Stream.of(sightings.outcomes(), sightings.observed())
        .flatMap(kind -> kind.entrySet().stream())
        .filter(e -> e.getValue().violation());
  }

  /** In which invocation the first violation was met, and after which time. */
  Optional<Sighting> firstViolation() {
    Optional<Sighting> first =
        met().map(Map.Entry::getValue).min(Comparator.comparingLong(Sighting::first));
    return first.isPresent() || !hung() ? first : Optional.of(sightings.unended());
  }
}
