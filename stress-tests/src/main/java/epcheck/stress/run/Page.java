package epcheck.stress.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Runs as one page of Markdown, side by side: a column for each JDK. */
final class Page {
  private final List<RunReport> runs;

  /**
   * @param runs of different JDKs
   */
  Page(List<RunReport> runs) {
    this.runs = List.copyOf(runs);
  }

  List<String> markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("# Stress tests");
    lines.add("");
    lines.add(
        "What `./epcheck stress --results results/stress` measured: each test runs its actors on"
            + " threads of their own, over and over, and counts what they came to. Every outcome of"
            + " every test: "
            + htmls()
            + ".");
    lines.add("");
    runs.forEach(run -> lines.add("- " + jdk(run) + ": " + totals(run)));
    Set<String> groups = new TreeSet<>();
    tests(test -> !test.isCanary()).forEach(name -> groups.add(group(name)));
    for (String group : groups) {
      lines.add("");
      lines.add("## " + group.substring(0, 1).toUpperCase(Locale.ROOT) + group.substring(1));
      lines.add("");
      lines.addAll(figures(test -> !test.isCanary() && test.group().equals(group)));
    }
    if (!tests(TestReport::isCanary).isEmpty()) {
      lines.add("");
      lines.add("## Canaries");
      lines.add("");
      lines.add(
          "What is broken in these must be seen: a run in which one of them shows nothing fails.");
      lines.add("");
      lines.addAll(canaries());
    }
    List<List<String>> interesting = interesting();
    if (!interesting.isEmpty()) {
      lines.add("");
      lines.add("## Interesting outcomes");
      lines.add("");
      lines.add("In so many of the samples of their test.");
      lines.add("");
      lines.addAll(
          table(
              header(List.of("test", "outcome", "which is"), "%s"),
              interesting,
              List.of("---", "---", "---")));
    }
    lines.add("");
    lines.add("## Where and when");
    lines.add("");
    runs.forEach(
        run ->
            lines.add(
                "- "
                    + jdk(run)
                    + ": "
                    + run.where().vm()
                    + "; "
                    + run.where().machine()
                    + "; "
                    + run.where().date()
                    + "; mode "
                    + run.mode()));
    lines.add(
        "- Samples per second: while a fork samples, without the start of its JVM; all actors and"
            + " the arbiter make one sample.");
    return lines;
  }

  private static String jdk(RunReport run) {
    return "JDK " + run.where().jdk();
  }

  private String htmls() {
    return runs.stream()
        .map(run -> "[" + jdk(run) + "](jdk-" + run.where().jdk() + ".html)")
        .collect(Collectors.joining(", "));
  }

  /** For example {@code 60 tests planned, 60 passed, 7 of them canaries; 2 skipped; ...}. */
  static String totals(RunReport run) {
    StringBuilder text = new StringBuilder();
    text.append(run.planned()).append(" tests planned, ");
    text.append(run.count(Verdict::isGood)).append(" passed");
    int seen = run.count(verdict -> verdict == Verdict.SEEN);
    if (seen > 0) {
      text.append(", ")
          .append(seen)
          .append(" of them ")
          .append(seen == 1 ? "a canary" : "canaries");
    }
    int skipped = run.count(verdict -> verdict == Verdict.SKIPPED);
    if (skipped > 0) {
      text.append("; ").append(skipped).append(" skipped, for which there are too few CPUs");
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "; %,d samples in %,d forks, %.0f s",
                run.samples(),
                run.forks(),
                run.seconds()))
        .toString();
  }

  /** Names, in the order of the runs. */
  private Set<String> tests(Predicate<TestReport> which) {
    return runs.stream()
        .flatMap(run -> run.tests().stream())
        .filter(which)
        .map(TestReport::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private TestReport any(String name) {
    return runs.stream()
        .flatMap(run -> run.tests().stream())
        .filter(test -> test.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String group(String name) {
    return any(name).group();
  }

  private static TestReport in(RunReport run, String name) {
    return run.tests().stream().filter(test -> test.name().equals(name)).findFirst().orElse(null);
  }

  private List<String> figures(Predicate<TestReport> which) {
    List<List<String>> rows = new ArrayList<>();
    for (String name : tests(which)) {
      rows.add(
          row(
              List.of(name, Integer.toString(any(name).actors())),
              name,
              (run, test) ->
                  List.of(grouped(test.samples()), rate(test), test.verdict().toString()),
              3));
    }
    return table(
        header(List.of("test", "actors"), "samples, %s", "per second", "verdict"),
        rows,
        List.of("---", "---:"));
  }

  private List<String> canaries() {
    List<List<String>> rows = new ArrayList<>();
    for (String name : tests(TestReport::isCanary)) {
      rows.add(
          row(
              List.of(name, cell(any(name).fault())),
              name,
              (run, test) -> List.of(grouped(test.samples()), seen(test)),
              2));
    }
    return table(
        header(List.of("test", "fault"), "samples, %s", "seen in"), rows, List.of("---", "---"));
  }

  private static String seen(TestReport test) {
    if (test.samples() == 0 || test.verdict() != Verdict.SEEN) {
      return test.verdict().toString();
    }
    long n = test.interesting().stream().mapToLong(Sighting::count).sum();
    return new Share(n, test.samples()).toString();
  }

  private List<List<String>> interesting() {
    List<List<String>> rows = new ArrayList<>();
    for (String name : tests(test -> !test.interesting().isEmpty())) {
      Map<String, String> outcomes = new LinkedHashMap<>();
      for (RunReport run : runs) {
        TestReport test = in(run, name);
        if (test != null) {
          test.interesting().forEach(seen -> outcomes.put(seen.outcome(), seen.description()));
        }
      }
      outcomes.forEach(
          (outcome, description) ->
              rows.add(
                  row(
                      List.of(name, code(outcome), cell(description)),
                      name,
                      (run, test) -> List.of(share(test, outcome)),
                      1)));
    }
    return rows;
  }

  private static String share(TestReport test, String outcome) {
    return test.sightings().stream()
        .filter(seen -> seen.outcome().equals(outcome))
        .findFirst()
        .map(seen -> test.share(seen).toString())
        .orElse("-");
  }

  private List<String> row(
      List<String> first,
      String name,
      BiFunction<RunReport, TestReport, List<String>> figures,
      int width) {
    List<String> row = new ArrayList<>(first);
    for (RunReport run : runs) {
      TestReport test = in(run, name);
      for (int i = 0; i < width; i++) {
        row.add(test == null ? "-" : figures.apply(run, test).get(i));
      }
    }
    return row;
  }

  private List<String> header(List<String> first, String... columns) {
    List<String> header = new ArrayList<>(first);
    for (RunReport run : runs) {
      for (String column : columns) {
        header.add(String.format(Locale.ROOT, column, jdk(run)));
      }
    }
    return header;
  }

  private static List<String> table(
      List<String> header, List<List<String>> rows, List<String> first) {
    List<String> rule = new ArrayList<>(first);
    while (rule.size() < header.size()) {
      rule.add("---:");
    }
    List<String> lines = new ArrayList<>();
    lines.add("| " + String.join(" | ", header) + " |");
    lines.add("|" + String.join("|", rule) + "|");
    rows.forEach(row -> lines.add("| " + String.join(" | ", row) + " |"));
    return lines;
  }

  private static String grouped(long n) {
    return n == 0 ? "-" : String.format(Locale.ROOT, "%,d", n);
  }

  private static String rate(TestReport test) {
    return grouped(Math.round(test.rate()));
  }

  /** Plain text in a table. */
  private static String cell(String text) {
    return text.replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("*", "\\*")
        .replace("_", "\\_");
  }

  /** In a table even code must not have a bare bar. */
  private static String code(String text) {
    return "`" + text.replace("|", "\\|").replace("`", "'") + "`";
  }
}
