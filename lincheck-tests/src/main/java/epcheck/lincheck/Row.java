package epcheck.lincheck;

import epcheck.explore.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison in a line of the terminal, and what they disagree on below it. */
record Row(Comparison of) {
  private static final String FORMAT = "%-40s %-31s %6s %7s %7s %11s %8s";

  static List<String> header() {
    return List.of(
        String.format(
            Locale.ROOT,
            FORMAT,
            "",
            "Lincheck: first violation",
            "tried",
            "per s",
            "ends",
            "explorer:",
            "found"),
        String.format(Locale.ROOT, FORMAT, "", "", "", "", "", "states", ""));
  }

  /** For example {@code warn-on at 17}, or {@code none}. */
  String firstViolation() {
    return of.tried()
        .firstViolation()
        .map(first -> of.first().orElseThrow() + " at " + first.first())
        .orElse(of.tried().isFinished() ? "none; no more schedules" : "none");
  }

  /** How many schedules per second. */
  String rate() {
    Sightings sightings = of.tried().sightings();
    double seconds = sightings.elapsed().toNanos() / 1e9;
    return String.format(Locale.ROOT, "%.0f", sightings.invocations() / Math.max(seconds, 1e-3));
  }

  /** How many of all outcomes Lincheck has come to. */
  String outcomes() {
    return of.tried().sightings().outcomes().size() + "/" + of.possible().size();
  }

  List<String> lines() {
    Verdict verdict = of.verdict();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
                Locale.ROOT,
                FORMAT,
                of.what().toString(),
                firstViolation(),
                of.tried().sightings().invocations(),
                rate(),
                outcomes(),
                String.format(Locale.ROOT, "%,d", verdict.statistics().states()),
                verdict.violations().size())
            .stripTrailing());
    lines.addAll(disagreements().stream().map(line -> "  !! " + line).toList());
    return lines;
  }

  /** One sentence for each point on which they disagree. */
  List<String> disagreements() {
    List<String> lines = new ArrayList<>();
    of.impossible()
        .forEach(outcome -> lines.add("the explorer says this is impossible: " + outcome));
    of.unreported().forEach(name -> lines.add("the explorer does not report " + name));
    if (of.isOursLonger()) {
      lines.add(
          "Lincheck needs "
              + of.trace().orElseThrow().switches()
              + " preemptions for "
              + of.first().orElseThrow()
              + ", the explorer "
              + of.firstOfOurs().orElseThrow().preemptions());
    }
    return lines;
  }
}
