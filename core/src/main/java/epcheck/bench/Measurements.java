package epcheck.bench;

import java.util.List;

/**
 * What a benchmark has measured.
 *
 * @param program what the philosophers do
 * @param explorer the explorer on the philosophers: with sleep sets, then without
 * @param peer SPIN on the philosophers: the full search, then others; empty if there is no SPIN
 * @param peerVersion which SPIN, or why there is none
 * @param omissions what could not be measured, and why
 */
record Measurements(
    Philosophers program,
    List<Series> explorer,
    List<Series> peer,
    String peerVersion,
    List<Series> scenarios,
    List<String> omissions,
    double secondsEach,
    Surroundings surroundings) {
  Measurements {
    explorer = List.copyOf(explorer);
    peer = List.copyOf(peer);
    scenarios = List.copyOf(scenarios);
    omissions = List.copyOf(omissions);
  }
}
