package epcheck.lincheck;

import epcheck.explore.Verdict.Violation;
import epcheck.report.ConsoleReport;
import epcheck.report.Paint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lincheck's trace to its first violation, and the explorer's shortest schedule to the same. */
record TracePage(Comparison of) {
  List<String> lines() {
    Trace trace = of.trace().orElseThrow();
    Sightings.Sighting first = of.tried().firstViolation().orElseThrow();
    List<String> lines = new ArrayList<>();
    lines.add(of.what() + ": " + of.first().orElseThrow());
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "Lincheck: schedule %d, after %.1f s; %d preemption%s; shortened",
            first.first(),
            first.after().toMillis() / 1e3,
            trace.switches(),
            trace.switches() == 1 ? "" : "s"));
    lines.add("");
    lines.addAll(trace.lines());
    lines.add("");
    of.firstOfOurs().ifPresent(ours -> lines.addAll(explorers(ours)));
    return lines;
  }

  private List<String> explorers(Violation ours) {
    List<String> lines = new ArrayList<>(List.of("The explorer:", ""));
    lines.addAll(
        new ConsoleReport(ConsoleReport.WIDTH, false, Paint.PLAIN)
            .counterexample(of.what(), ours, of.verdict().statistics().states()));
    return lines;
  }
}
