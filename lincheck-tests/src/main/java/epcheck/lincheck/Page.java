package epcheck.lincheck;

import epcheck.bench.Surroundings;
import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The page about all cases: where there is a violation, and where there is none. */
record Page(List<Comparison> comparisons, int invocations) {
  List<String> markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("# Lincheck and the explorer, side by side");
    lines.add("");
    lines.add("Written by `./epcheck lincheck --results results/lincheck`.");
    lines.add("");
    lines.addAll(Surroundings.here().lines());
    lines.add("");
    lines.add(
        "Both run the same Java methods. The explorer covers every interleaving; Lincheck tries up to "
            + invocations
            + " schedules of each case, those with few switches first, on real threads that it stops and starts, and stops"
            + " at a deadlock. It never came to its last schedule unless the table says so.");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%d cases. %s Lincheck came to a violation in %d of the %d cases that the explorer calls violated, and in"
                + " %d of the %d that it calls proved.",
            comparisons.size(),
            verdict(),
            count(c -> violated(c) && c.first().isPresent()),
            count(Page::violated),
            count(c -> !violated(c) && c.first().isPresent()),
            count(c -> !violated(c))));
    lines.add("");
    lines.add("## Violated");
    lines.add("");
    lines.add(
        "Preemptions are switches away from a task that could have gone on: in Lincheck's schedule, and in the explorer's"
            + " shortest to the same violation. \"Ends seen\" are the outcomes that Lincheck came to, of all that there are;"
            + " \"found\" is how many violations the explorer reports. A dash: not met.");
    lines.add("");
    lines.add(
        "| case | Lincheck's first violation | schedule | after | preemptions | tried | per s | ends seen"
            + " | explorer: states | time | found | preemptions |");
    lines.add("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    comparisons.stream().filter(Page::violated).map(this::violatedRow).forEach(lines::add);
    lines.add("");
    lines.add("## Proved");
    lines.add("");
    lines.add("| case | Lincheck: tried | per s | all? | ends seen | explorer: states | time |");
    lines.add("|---|---:|---:|---|---:|---:|---:|");
    comparisons.stream().filter(c -> !violated(c)).map(Page::provedRow).forEach(lines::add);
    return lines;
  }

  private String verdict() {
    List<Comparison> against = comparisons.stream().filter(c -> !c.agrees()).toList();
    if (against.isEmpty()) {
      return "They agree on all: every outcome that Lincheck came to is one of the explorer's, it met no violation that"
          + " the explorer does not report, and none with fewer preemptions.";
    }
    StringBuilder text = new StringBuilder("They DISAGREE on " + against.size() + ":");
    against.forEach(
        c ->
            text.append(" ")
                .append(c.what().toString())
                .append(" ")
                .append(new Row(c).disagreements()));
    return text + ".";
  }

  private long count(Predicate<Comparison> which) {
    return comparisons.stream().filter(which).count();
  }

  private static boolean violated(Comparison comparison) {
    return comparison.verdict().result() == Verdict.Result.VIOLATED;
  }

  private String violatedRow(Comparison c) {
    Row row = new Row(c);
    Optional<Sightings.Sighting> first = c.tried().firstViolation();
    String name = c.what().toString();
    return "| "
        + String.join(
            " | ",
            first.isPresent()
                ? "["
                    + name
                    + "]("
                    + ResultsFolder.TRACES
                    + "/"
                    + ResultsFolder.fileName(c.what())
                    + ")"
                : name,
            c.first().orElse("–"),
            first.map(f -> String.valueOf(f.first())).orElse("–"),
            first.map(f -> seconds(f.after().toNanos() / 1e9)).orElse("–"),
            c.trace().map(t -> String.valueOf(t.switches())).orElse("–"),
            tried(c),
            row.rate(),
            row.outcomes(),
            states(c),
            seconds(c.verdict().statistics().seconds()),
            String.valueOf(c.verdict().violations().size()),
            c.firstOfOurs().map(Violation::preemptions).map(String::valueOf).orElse("–"))
        + " |";
  }

  private static String provedRow(Comparison c) {
    Row row = new Row(c);
    return "| "
        + String.join(
            " | ",
            c.what().toString(),
            tried(c),
            row.rate(),
            c.tried().isFinished() ? "yes" : "no",
            row.outcomes(),
            states(c),
            seconds(c.verdict().statistics().seconds()))
        + " |";
  }

  private static String tried(Comparison c) {
    return String.valueOf(c.tried().sightings().invocations());
  }

  private static String states(Comparison c) {
    return String.format(Locale.ROOT, "%,d", c.verdict().statistics().states());
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f s", seconds);
  }
}
