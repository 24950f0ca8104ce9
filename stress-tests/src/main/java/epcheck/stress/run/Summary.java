package epcheck.stress.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run as a table for a terminal: at most 100 columns. */
final class Summary {
  private static final String GAP = "  ";

  /** A test that fails in many ways needs no list of all of them here: the page has it. */
  private static final int MOST = 8;

  private final StressRun.Ended ended;
  private final int cpus;

  Summary(StressRun.Ended ended, int cpus) {
    this.ended = ended;
    this.cpus = cpus;
  }

  List<String> lines() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("test", "actors", "samples", "samples/s", "verdict"));
    ended.report().tests().forEach(test -> rows.add(row(test)));
    int[] widths = new int[4];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(rows.get(0), widths));
    for (int i = 1; i < rows.size(); i++) {
      TestReport test = ended.report().tests().get(i - 1);
      lines.add(line(rows.get(i), widths));
      lines.addAll(below(test));
    }
    lines.add("");
    lines.addAll(totals());
    return lines;
  }

  private List<String> row(TestReport test) {
    boolean ran = test.samples() > 0;
    String skipped = ": " + test.actors() + " actors, " + cpus + (cpus == 1 ? " CPU" : " CPUs");
    return List.of(
        test.name(),
        Integer.toString(test.actors()),
        ran ? grouped(test.samples()) : "-",
        ran && test.rate() > 0 ? grouped(Math.round(test.rate())) : "-",
        test.verdict() + (test.verdict() == Verdict.SKIPPED ? skipped : ""));
  }

  /** The name to the left, figures to the right. */
  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder(row.get(0));
    line.append(" ".repeat(widths[0] - row.get(0).length()));
    for (int i = 1; i < widths.length; i++) {
      line.append(GAP).append(" ".repeat(widths[i] - row.get(i).length())).append(row.get(i));
    }
    return line.append(GAP).append(row.get(widths.length)).toString();
  }

  private List<String> below(TestReport test) {
    List<String> lines = new ArrayList<>();
    List<String> trouble = ended.troubles().getOrDefault(test.name(), List.of());
    for (int i = 0; i < trouble.size(); i++) {
      lines.addAll(Text.wrap(i == 0 ? "  " : "    | ", trouble.get(i), i == 0 ? 4 : 6));
    }
    if (test.verdict() == Verdict.NOT_SEEN) {
      lines.addAll(
          Text.wrap(
              "  ",
              "its fault was not seen in "
                  + grouped(test.samples())
                  + " samples ("
                  + test.fault()
                  + ")"
                  + ": the tests do not notice what they should",
              4));
    }
    some(test.forbidden())
        .forEach(
            seen -> {
              lines.addAll(
                  Text.wrap(
                      "  forbidden, " + times(seen.count()) + " (" + test.share(seen) + "): ",
                      seen.outcome(),
                      4));
              lines.addAll(Text.wrap("    ", "(" + seen.description() + ")", 4));
            });
    some(test.interesting())
        .forEach(
            seen ->
                lines.addAll(
                    Text.wrap(
                        String.format(Locale.ROOT, "%10s  ", test.share(seen)),
                        seen.outcome(),
                        12)));
    int more =
        Math.max(0, test.forbidden().size() - MOST) + Math.max(0, test.interesting().size() - MOST);
    if (more > 0) {
      lines.add("    and " + more + " more");
    }
    if (test.verdict() != Verdict.SKIPPED && !test.verdict().isGood()) {
      lines.add(
          "    it alone: ./epcheck stress --mode " + ended.report().mode() + " " + test.name());
    }
    return lines;
  }

  private static List<Sighting> some(List<Sighting> all) {
    return all.subList(0, Math.min(MOST, all.size()));
  }

  private static String times(long n) {
    return n == 1 ? "once" : grouped(n) + " times";
  }

  private List<String> totals() {
    RunReport report = ended.report();
    StringBuilder text = new StringBuilder();
    text.append(report.planned()).append(" planned: ");
    text.append(report.count(Verdict::isGood)).append(" passed");
    int canaries = report.count(verdict -> verdict == Verdict.SEEN);
    add(text, canaries, canaries == 1 ? " of them a canary" : " of them canaries", " (", ")");
    add(text, report.count(verdict -> verdict == Verdict.FAILED), " failed", ", ", "");
    add(text, report.count(verdict -> verdict == Verdict.NOT_SEEN), " not seen", ", ", "");
    add(text, report.count(verdict -> verdict == Verdict.INCOMPLETE), " incomplete", ", ", "");
    add(text, report.count(verdict -> verdict == Verdict.SKIPPED), " skipped", "; ", "");
    text.append(
        String.format(
            Locale.ROOT,
            "; %,d samples in %,d %s, %.0f s",
            report.samples(),
            report.forks(),
            report.forks() == 1 ? "fork" : "forks",
            report.seconds()));
    return Text.wrap("", text.toString(), 0);
  }

  private static void add(StringBuilder text, int n, String what, String before, String after) {
    if (n > 0) {
      text.append(before).append(n).append(what).append(after);
    }
  }

  private static String grouped(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
