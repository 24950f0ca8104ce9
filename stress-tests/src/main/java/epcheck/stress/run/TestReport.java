package epcheck.stress.run;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * A test and what its forks saw.
 *
 * @param fault what a canary must show; empty if the test is none
 * @param planned forks
 * @param completed forks
 * @param seconds for which these sampled, together
 */
record TestReport(
    String name,
    String group,
    int actors,
    String fault,
    Verdict verdict,
    int planned,
    int completed,
    double seconds,
    List<Sighting> sightings) {

  TestReport {
    sightings =
        sightings.stream()
            .sorted(
                Comparator.comparingLong(Sighting::count)
                    .reversed()
                    .thenComparing(Sighting::outcome))
            .toList();
  }

  boolean isCanary() {
    return !fault.isEmpty();
  }

  long samples() {
    return sightings.stream().mapToLong(Sighting::count).sum();
  }

  /** A second, while a fork samples. */
  double rate() {
    return seconds > 0 ? samples() / seconds : 0;
  }

  List<Sighting> interesting() {
    return those(Sighting::isInteresting);
  }

  List<Sighting> forbidden() {
    return those(Sighting::isForbidden);
  }

  private List<Sighting> those(Predicate<Sighting> kind) {
    return sightings.stream().filter(kind).toList();
  }

  Share share(Sighting sighting) {
    return new Share(sighting.count(), samples());
  }
}
