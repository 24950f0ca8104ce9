package epcheck.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A benchmark's figures, for a terminal or as Markdown. */
public final class Page {
  static final int WIDTH = 100;

  /** After a count, how many thousands of them a second. */
  private static final List<String> COLUMNS =
      List.of("", "states", "k/s", "min-max", "transitions", "k/s", "B/state", "runs");

  private final Measurements measured;
  private final Agreement agreement;

  Page(Measurements measured) {
    this.measured = measured;
    this.agreement = new Agreement(measured.explorer(), measured.peer());
  }

  /** Whether the explorer and SPIN found the same states, as far as both were run. */
  public boolean agrees() {
    return agreement.holds();
  }

  /** Lines of at most 100 columns. */
  public List<String> text() {
    return render(
        title -> List.of(title, "-".repeat(title.length())),
        table -> table.text(WIDTH),
        Page::wrap);
  }

  public List<String> markdown() {
    List<String> lines = new ArrayList<>(List.of("# Benchmark", ""));
    lines.addAll(wrap("What `./epcheck bench` measured, as it printed it."));
    lines.add("");
    lines.addAll(render(title -> List.of("## " + title), Table::markdown, s -> List.of("- " + s)));
    return lines;
  }

  private List<String> render(
      Function<String, List<String>> heading,
      Function<Table, List<String>> table,
      Function<String, List<String>> remark) {
    List<String> lines = new ArrayList<>();
    section(lines, heading.apply("Dining philosophers"), List.of());
    section(lines, table.apply(philosophers()), philosopherRemarks().stream().map(remark).toList());
    if (!measured.peer().isEmpty()) {
      section(lines, heading.apply("Distinct states per second: epcheck / SPIN"), List.of());
      section(lines, table.apply(ratios()), ratioRemarks().stream().map(remark).toList());
    }
    if (!measured.scenarios().isEmpty()) {
      section(lines, heading.apply("Shipped scenarios"), List.of());
      section(
          lines,
          table.apply(figures(measured.scenarios())),
          scenarioRemarks().stream().map(remark).toList());
    }
    section(lines, heading.apply("Where and when"), List.of());
    List<String> where = new ArrayList<>(measured.omissions());
    where.addAll(measured.surroundings().lines());
    where.add(0, method());
    section(lines, List.of(), where.stream().map(remark).toList());
    lines.remove(lines.size() - 1);
    return lines;
  }

  private static void section(List<String> lines, List<String> body, List<List<String>> remarks) {
    lines.addAll(body);
    if (!remarks.isEmpty()) {
      if (!body.isEmpty()) {
        lines.add("");
      }
      remarks.forEach(lines::addAll);
    }
    lines.add("");
  }

  private Table philosophers() {
    List<Series> all = new ArrayList<>(measured.explorer());
    all.addAll(measured.peer());
    return figures(all);
  }

  private List<String> philosopherRemarks() {
    List<String> remarks = new ArrayList<>();
    remarks.add(measured.program().description() + "; every lock and unlock is a step.");
    remarks.addAll(agreement.lines());
    remarks.add(
        measured.peer().isEmpty()
            ? measured.peerVersion()
            : "The peer: " + measured.peerVersion() + ", -O2 -DSAFETY; " + flags() + ".");
    return remarks;
  }

  private static String flags() {
    return Stream.of(Spin.Search.values())
        .map(
            search ->
                search.title + ": " + (search.flags.isEmpty() ? "SPIN's default" : search.flags))
        .collect(Collectors.joining("; "));
  }

  private static Table figures(List<Series> all) {
    return new Table(COLUMNS, all.stream().map(Page::row).toList());
  }

  private static List<String> row(Series series) {
    Spread rate = series.statesPerSecond();
    String cut = series.complete() ? "" : ">";
    return List.of(
        series.name(),
        cut + grouped(series.states()),
        thousands(rate.median()),
        thousands(rate.min()) + "-" + thousands(rate.max()),
        cut + grouped(series.transitions()),
        thousands(series.transitionsPerSecond().median()),
        Double.isNaN(series.bytesPerState()) ? "-" : decimal(1, series.bytesPerState()),
        Integer.toString(series.samples().size()));
  }

  private Table ratios() {
    List<String> header = new ArrayList<>(List.of(""));
    measured.peer().forEach(peer -> header.add("/ " + peer.name()));
    List<List<String>> rows = new ArrayList<>();
    for (Series mine : measured.explorer()) {
      List<String> row = new ArrayList<>(List.of(mine.name()));
      for (Series peer : measured.peer()) {
        Spread times = mine.timesAsFastAs(peer);
        row.add(
            decimal(2, times.median())
                + " ("
                + decimal(2, times.min())
                + "-"
                + decimal(2, times.max())
                + ")");
      }
      rows.add(row);
    }
    return new Table(header, rows);
  }

  private List<String> ratioRemarks() {
    String remark =
        "Median (min-max) of the runs side by side: SPIN and epcheck take turns. Sleep sets prune"
            + " transitions and never states.";
    Series full = measured.peer().get(0);
    boolean useless =
        measured.peer().stream()
            .filter(series -> series.name().equals(Spin.Search.REDUCED.title))
            .anyMatch(series -> series.transitions() == full.transitions());
    return List.of(
        useless ? remark + " SPIN's reduction finds nothing to prune in this program." : remark);
  }

  private List<String> scenarioRemarks() {
    List<String> remarks = new ArrayList<>();
    remarks.add(
        "Granularity lock, sleep sets. The time has all passes of a search that starts over when a"
            + " variable becomes a scheduling point, but not the search for short schedules.");
    if (measured.scenarios().stream().anyMatch(series -> !series.complete())) {
      remarks.add("> is a search that was cut when its time was up.");
    }
    return remarks;
  }

  private String method() {
    return "Medians after a warm-up, "
        + decimal(0, measured.secondsEach())
        + " s or so for each row, each on one core. k/s: thousands per second. B/state: bytes"
        + " of the table of visited states, free slots included, for each of them.";
  }

  private static String grouped(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  private static String thousands(double n) {
    return grouped(Math.round(n / 1000));
  }

  private static String decimal(int digits, double n) {
    return String.format(Locale.ROOT, "%." + digits + "f", n);
  }

  private static List<String> wrap(String text) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > WIDTH) {
      int space = rest.lastIndexOf(' ', WIDTH);
      int at = space > 0 ? space : WIDTH;
      lines.add(rest.substring(0, at));
      rest = rest.substring(at).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
