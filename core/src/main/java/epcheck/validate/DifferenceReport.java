package epcheck.validate;

import epcheck.explore.LockEdge;
import epcheck.explore.LockUnion;
import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.Figures;
import epcheck.report.LockTable;
import epcheck.report.Paint;
import epcheck.report.Paragraph;
import epcheck.revision.Patch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A difference to read, like a diff: {@code -} is gone, {@code +} is new, {@code =} is still there.
 *
 * @param width no line is longer, but for a name that nobody can break
 * @param full counterexamples with every operation of every step
 */
public record DifferenceReport(int width, boolean full, Paint paint) {
  /** What a mailing list takes. */
  public static final int MAIL = 72;

  /** So many scenarios are named although there is nothing to say about them. */
  private static final int FEW = 3;

  private static final String RESULT_COLUMN = "%8s";

  public List<String> lines(Difference difference) {
    List<String> lines = new ArrayList<>(header(difference));
    lines.add("");
    lines.addAll(table(difference.scenarios()));
    lines.add("");
    lines.addAll(lockOrder(difference.lockOrder()));
    lines.addAll(new SectionLines(width).of(difference.sections()));
    lines.addAll(counterexamples(difference));
    lines.add("");
    List<String> last = Paragraph.wrap("==== " + difference.conclusion(), width, "     ");
    boolean clean = difference.result() == Difference.Result.CLEAN;
    last.forEach(line -> lines.add(clean ? paint.right(line) : paint.strong(line)));
    return lines;
  }

  private List<String> header(Difference difference) {
    List<String> lines = new ArrayList<>();
    Change change = difference.change();
    for (Patch patch : change.patches()) {
      add(lines, patch.name() + ": " + patch.title(), "  ");
    }
    for (Proposal proposal : change.proposals()) {
      add(lines, proposal.file() + " overrides " + functions(proposal.overrides().stream()), "  ");
    }
    List<Overriding> never = difference.neverCalled();
    if (!never.isEmpty()) {
      String methods =
          never.stream()
              .map(o -> o.method() + "() (line " + o.line() + ")")
              .collect(Collectors.joining(", "));
      add(lines, "no scenario here calls " + methods + ": nothing is said of that", "  ");
    }
    String runs = Figures.count(difference.scenarios().size(), "scenario");
    add(lines, "against " + change.base() + ", " + runs + ", each before and after", "  ");
    if (!difference.leftOut().isEmpty()) {
      String names = String.join(", ", difference.leftOut());
      add(lines, "left out, for they take long: " + names + " (--all runs them, too)", "  ");
    }
    return lines;
  }

  private static String functions(Stream<Overriding> overrides) {
    return overrides
        .map(Overriding::function)
        .distinct()
        .map(function -> function + "()")
        .collect(Collectors.joining(", "));
  }

  private List<String> table(List<ScenarioDifference> scenarios) {
    int column =
        Math.max(10, scenarios.stream().mapToInt(s -> s.scenario().length()).max().orElse(0)) + 1;
    List<String> lines = new ArrayList<>();
    lines.add(row("scenario", "before", "after", column));
    long quiet = scenarios.stream().filter(ScenarioDifference::provedTwice).count();
    for (ScenarioDifference s : scenarios) {
      if (!s.provedTwice() || quiet <= FEW) {
        scenario(s, column, lines);
      }
    }
    if (quiet > FEW) {
      String others = quiet == scenarios.size() ? "all " + quiet : quiet + " more";
      lines.add(row(others, "proved", "proved", column));
    }
    return lines;
  }

  private static String row(String name, String before, String after, int column) {
    return name
        + " ".repeat(Math.max(1, column - name.length()))
        + RESULT_COLUMN.formatted(before)
        + RESULT_COLUMN.formatted(after);
  }

  private void scenario(ScenarioDifference s, int column, List<String> lines) {
    String start = row(s.scenario(), result(s.before()), result(s.after()), column);
    List<String> told = new ArrayList<>();
    s.added().forEach(v -> told.add("+ " + ConsoleReport.name(v.finding())));
    s.removed().forEach(v -> told.add("- " + ConsoleReport.name(v.finding())));
    s.notSeen().forEach(v -> told.add("? " + ConsoleReport.name(v.finding()) + ", not seen again"));
    s.left().forEach(v -> told.add("= " + ConsoleReport.name(v.finding())));
    Stream.of(s.before(), s.after())
        .filter(checked -> !checked.verdict().complete())
        .map(checked -> "! " + checked.verdict().incompleteBecause())
        .distinct()
        .forEach(told::add);
    if (told.isEmpty()) {
      lines.add(start);
    }
    String left = start + "   ";
    for (String text : told) {
      for (String line : Paragraph.wrap(text, width - left.length(), "  ")) {
        lines.add(left + paint(text, line));
        left = " ".repeat(left.length());
      }
    }
  }

  private String paint(String text, String line) {
    return switch (text.charAt(0)) {
      case '+' -> paint.wrong(line);
      case '-' -> paint.right(line);
      default -> line;
    };
  }

  /** As in the matrix of recorded verdicts: how many rules are broken. */
  private static String result(Checked checked) {
    Verdict verdict = checked.verdict();
    return verdict.result() == Verdict.Result.VIOLATED
        ? verdict.violations().size() + (verdict.complete() ? "" : "+")
        : verdict.result() == Verdict.Result.PROVED
            ? verdict.result().name().toLowerCase(Locale.ROOT)
            : "?";
  }

  private List<String> lockOrder(LockOrderDifference order) {
    List<String> lines = new ArrayList<>();
    List<LockUnion.Row> fresh = order.newEdges();
    List<LockUnion.Row> gone = order.goneEdges();
    List<LockUnion.Circle> newCycles = order.newCycles();
    List<LockUnion.Circle> goneCycles = order.goneCycles();
    String edges = Figures.count(order.after().rows().size(), "edge");
    int cycles = order.after().circles().size();
    if (fresh.isEmpty() && gone.isEmpty() && newCycles.isEmpty() && goneCycles.isEmpty()) {
      lines.add(
          "lock order: as before, "
              + edges
              + (cycles == 0 ? ", no cycle" : ", " + Figures.count(cycles, "cycle")));
      return lines;
    }
    lines.add("lock order: " + edges + (cycles == 0 ? ", no cycle" : ""));
    newCycles.forEach(c -> add(lines, "+ cycle " + cycle(c), "  "));
    goneCycles.forEach(c -> add(lines, gone("cycle " + cycle(c), order.after()), "  "));
    fresh.forEach(row -> add(lines, "+ " + edge(row), "  "));
    gone.forEach(row -> add(lines, gone(edge(row), order.after()), "  "));
    return lines;
  }

  private static String gone(String what, LockUnion after) {
    return after.complete() ? "- " + what : "? " + what + ", not seen again";
  }

  private static String cycle(LockUnion.Circle found) {
    List<LockEdge> edges = found.circle().edges();
    String names =
        edges.stream().map(e -> e.held().lock().name()).collect(Collectors.joining(" -> "));
    return names
        + " -> "
        + edges.get(0).held().lock().name()
        + (found.model().isEmpty() ? ", over several scenarios" : ", in " + found.model());
  }

  private static String edge(LockUnion.Row row) {
    LockEdge edge = row.edge();
    return LockTable.name(edge.held())
        + " > "
        + LockTable.name(edge.acquired())
        + " in "
        + LockTable.functions(edge)
        + ", first in "
        + row.model();
  }

  private List<String> counterexamples(Difference difference) {
    List<String> lines = new ArrayList<>();
    ConsoleReport report = new ConsoleReport(width, full, paint);
    List<Difference.Shown> all = difference.newViolations().toList();
    for (Difference.Shown shown : all) {
      Checked checked = shown.checked();
      Violation violation = shown.violation();
      lines.add("");
      lines.addAll(
          report.counterexample(
              checked.what(), violation, checked.verdict().statistics().states()));
    }
    List<Proposal> files = difference.change().proposals();
    if (!all.isEmpty() && !files.isEmpty()) {
      String options =
          files.stream().map(file -> "-p " + file.file() + " ").collect(Collectors.joining());
      lines.add("");
      add(lines, "To replay one of these: epcheck replay " + options + "TOKEN", "  ");
    }
    return lines;
  }

  private void add(List<String> lines, String text, String indent) {
    lines.addAll(Paragraph.wrap(text, width, indent));
  }
}
