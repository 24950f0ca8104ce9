package epcheck.report;

import epcheck.explore.DataRace;
import epcheck.explore.Explorer;
import epcheck.explore.Finding;
import epcheck.explore.Lock;
import epcheck.explore.LockCircle;
import epcheck.explore.Schedule;
import epcheck.explore.Trace;
import epcheck.explore.Verdict;
import epcheck.kernel.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A verdict as a kernel developer reads it on a terminal.
 *
 * @param width no line is longer, but for a name that nobody can break
 * @param full tells every operation of every step, rather than those that matter to other tasks
 */
public record ConsoleReport(int width, boolean full, Paint paint) {
  /** What fits a terminal of 120 columns. */
  public static final int WIDTH = 120;

  /** So many variables are named unless all are asked for. */
  private static final int FEW = 6;

  private static final String RUN = "epcheck replay ";

  /** All that is to be said about one case. */
  public List<String> verdict(Checked checked) {
    Verdict verdict = checked.verdict();
    List<String> lines = new ArrayList<>(summary(checked));
    List<Verdict.Violation> consequences = new ArrayList<>();
    for (Verdict.Violation violation : verdict.violations()) {
      if (violation.follows().isEmpty() || full) {
        lines.add("");
        lines.addAll(counterexample(checked.what(), violation, verdict.statistics().states()));
      } else {
        consequences.add(violation);
      }
    }
    if (!consequences.isEmpty()) {
      lines.add("");
      lines.addAll(consequences(checked.what(), consequences));
    }
    if (!verdict.races().isEmpty()) {
      lines.add("");
      lines.addAll(races(checked));
    }
    return lines;
  }

  /**
   * Schedules that go wrong before they reach what they are about: a reader has seen the cause
   * already.
   */
  private List<String> consequences(Case what, List<Verdict.Violation> violations) {
    List<String> lines = new ArrayList<>();
    add(
        lines,
        Figures.count(violations.size(), "violation")
            + (violations.size() == 1 ? " follows" : " follow")
            + " from those above, on a schedule of "
            + (violations.size() == 1 ? "its" : "their")
            + " own (--full tells all of them):",
        "  ");
    for (Verdict.Violation violation : violations) {
      lines.addAll(
          withToken("  " + name(violation.finding()), new Token(what, violation.schedule())));
    }
    return lines;
  }

  private List<String> summary(Checked checked) {
    Verdict verdict = checked.verdict();
    List<String> lines = new ArrayList<>();
    String word = checked.result().name();
    String text =
        switch (checked.result()) {
          case PROVED -> "every interleaving was covered";
          case INCONCLUSIVE -> verdict.incompleteBecause() + "; no violation so far";
          case VIOLATED ->
              verdict.violations().isEmpty()
                  ? Figures.count(DataRaceReport.of(verdict.races()).size(), "data race")
                  : violations(verdict);
        };
    if (checked.result() == Verdict.Result.VIOLATED && !verdict.complete()) {
      text += "; there may be more: " + verdict.incompleteBecause();
    }
    add(lines, word + "  " + checked.what() + ": " + text, "  ");
    lines.set(0, paintWord(word, lines.get(0)));
    add(lines, statistics(checked), "  ");
    List<String> cells = verdict.scheduledCells();
    if (!cells.isEmpty()) {
      add(
          lines,
          Figures.count(cells.size(), "variable")
              + " not covered by a lock, so that every access is a scheduling point"
              + (full || cells.size() <= FEW
                  ? ": " + String.join(", ", cells)
                  : ": " + String.join(", ", cells.subList(0, FEW)) + ", ..."),
          "  ");
    }
    if (verdict.violations().size() > 1) {
      lines.add("");
      index(lines, verdict.violations());
    }
    return lines;
  }

  private void index(List<String> lines, List<Verdict.Violation> violations) {
    List<String> keys = violations.stream().map(v -> v.finding().key()).toList();
    Listing listing = new Listing();
    for (int i = 0; i < violations.size(); i++) {
      Verdict.Violation violation = violations.get(i);
      int cause = keys.indexOf(violation.follows()) + 1;
      listing.add(
          String.format("%4d  %s", i + 1, name(violation.finding())),
          Figures.count(violation.preemptions(), "preemption")
              + ", "
              + Figures.count(violation.steps(), "step")
              + (violation.follows().isEmpty()
                  ? ""
                  : ", follows from " + (cause > 0 ? "" + cause : nameOfKey(violation.follows()))));
    }
    lines.addAll(listing.lines(width));
  }

  private static String violations(Verdict verdict) {
    int n = verdict.violations().size();
    return n == 1 ? "1 violation" : n + " distinct violations, the easiest to read first";
  }

  private static String statistics(Checked checked) {
    Verdict.Statistics s = checked.verdict().statistics();
    return Figures.count(s.states(), checked.statesMatched() ? "state" : "visit")
        + ", "
        + Figures.count(s.transitions(), "transition")
        + ", "
        + Figures.count(s.finalStates(), "final state")
        + ", depth "
        + Figures.grouped(s.depth())
        + (s.seconds() > 0 ? ", " + Figures.seconds(s.seconds()) : "")
        + (checked.statesMatched()
            ? "; chance that a fingerprint hid a state: " + Figures.chance(s.collisionChance())
            : "; no state matching");
  }

  /** One counterexample of a search that saw so many states. */
  public List<String> counterexample(Case what, Verdict.Violation violation, long states) {
    List<String> lines = new ArrayList<>();
    Finding finding = violation.finding();
    add(lines, "VIOLATED  " + what + ": " + name(finding), "  ");
    lines.set(0, paintWord("VIOLATED", lines.get(0)));
    if (violation.hasNoSchedule()) {
      lines.addAll(lastLines(finding, violation.trace()));
      return lines;
    }
    String size =
        Figures.count(violation.preemptions(), "preemption")
            + ", "
            + Figures.count(violation.steps(), "step")
            + " (of "
            + Figures.count(states, "state")
            + (violation.shortest() ? ")" : "; perhaps not the shortest)");
    lines.addAll(withToken(size, new Token(what, violation.schedule())));
    if (!violation.follows().isEmpty()) {
      add(
          lines,
          "follows from " + nameOfKey(violation.follows()) + ", earlier in this schedule",
          "  ");
    }
    lines.add("");
    lines.addAll(story(what, finding, violation.trace(), violation.circle()));
    return lines;
  }

  /** What a replayed schedule led to. */
  public List<String> replayed(Case what, Schedule schedule, Explorer.Replay replay) {
    Trace trace = replay.trace();
    List<Finding> findings = replay.findings();
    List<String> lines = new ArrayList<>();
    long preemptions = trace.steps().stream().filter(Trace.Step::preempts).count();
    String size =
        Figures.count(preemptions, "preemption")
            + ", "
            + Figures.count(trace.steps().size(), "step");
    Token token = new Token(what, schedule);
    if (findings.isEmpty()) {
      lines.add("REPLAYED  " + what + ": nothing is violated");
      lines.addAll(withToken(size, token));
      lines.add("");
      lines.addAll(story(what, new Finding("", "", List.of()), trace, null));
      return lines;
    }
    Finding first = findings.get(0);
    add(lines, "VIOLATED  " + what + ": " + name(first), "  ");
    lines.set(0, paintWord("VIOLATED", lines.get(0)));
    lines.addAll(withToken(size, token));
    lines.add("");
    lines.addAll(story(what, first, trace, circleOf(first, replay)));
    for (Finding other : findings.subList(1, findings.size())) {
      lines.addAll(lockdep(what, circleOf(other, replay), trace));
      lines.addAll(lastLines(other, trace));
    }
    return lines;
  }

  private static LockCircle circleOf(Finding finding, Explorer.Replay replay) {
    return replay.circles().stream()
        .filter(circle -> circle.isToldBy(finding))
        .findFirst()
        .orElse(null);
  }

  /**
   * The schedule and what is wrong.
   *
   * @param circle the locks that are taken in a circle, if that is what is wrong, or null
   */
  private List<String> story(Case what, Finding finding, Trace trace, LockCircle circle) {
    List<String> lines = new ArrayList<>();
    Interleaving interleaving = new Interleaving(trace, finding, full);
    TextLanes lanes = new TextLanes(interleaving.names(), width);
    interleaving.drawOn(lanes);
    lanes.lines().forEach(line -> lines.add(paintLane(line)));
    lines.addAll(explanation(what, finding, trace, circle));
    if (!finding.text().isEmpty()) {
      lines.addAll(lastLines(finding, trace));
    }
    if (circle != null && !circle.gates().isEmpty()) {
      add(lines, "==== " + gated(circle), "     ");
    }
    return lines;
  }

  /**
   * The same schedule in the words of KASAN, of a hung task, or of lockdep; each after a blank
   * line.
   */
  public List<String> explanation(Case what, Verdict.Violation violation) {
    return explanation(what, violation.finding(), violation.trace(), violation.circle());
  }

  private List<String> explanation(Case what, Finding finding, Trace trace, LockCircle circle) {
    List<String> lines = new ArrayList<>();
    List<String> kasan = KasanStacks.lines(trace, finding, width);
    if (!kasan.isEmpty()) {
      lines.add("");
      lines.addAll(kasan);
    }
    if (WaitForTable.explains(finding)) {
      lines.add("");
      lines.addAll(WaitForTable.lines(trace, finding, width));
    }
    lines.addAll(lockdep(what, circle, trace));
    return lines;
  }

  private static List<String> lockdep(Case what, LockCircle circle, Trace trace) {
    if (circle == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(new LockdepReport(what, circle, trace.tasks()).lines());
    return lines;
  }

  /** Why a circle that lockdep warns of is harmless all the same. */
  static String gated(LockCircle circle) {
    List<String> gates = circle.gates().stream().map(Lock::name).toList();
    return "no schedule within these bounds deadlocks on it, because of the gate "
        + (gates.size() == 1 ? "lock " : "locks ")
        + String.join(", ", gates);
  }

  private String paintLane(String line) {
    if (line.startsWith("---- preemption")) {
      return paint.strong(line);
    }
    if (line.startsWith("----")) {
      return paint.faint(line);
    }
    return line.contains("|   " + TextLanes.MARK) ? paint.wrong(line) : line;
  }

  /** What is wrong, last. */
  private List<String> lastLines(Finding finding, Trace trace) {
    return Paragraph.wrap("==== " + conclusion(finding, trace), width, "     ").stream()
        .map(paint::wrong)
        .toList();
  }

  /** What is wrong, in a sentence. */
  public static String conclusion(Finding finding, Trace trace) {
    String text = finding.text();
    if (WaitForTable.explains(finding)) {
      text = finding.oracle() + ": " + WaitForTable.inWords(trace, finding);
    } else if (finding.oracle().equals(Outcome.NULL_DEREFERENCE)) {
      text += Origin.ofNull(trace);
    }
    // Not "double-free: double-free: kfree(A)".
    String name = finding.oracle().replace('-', ' ');
    boolean named = text.replace('-', ' ').regionMatches(true, 0, name, 0, name.length());
    return named ? text : finding.oracle() + ": " + text;
  }

  private List<String> withToken(String left, Token token) {
    String right = "replay: " + RUN + token;
    if (left.length() + 3 + right.length() <= width) {
      return List.of(left + " ".repeat(width - left.length() - right.length()) + right);
    }
    List<String> lines = new ArrayList<>();
    lines.add(left);
    // A shell joins what a backslash breaks, and replay joins its arguments.
    StringBuilder rest = new StringBuilder("replay: " + RUN + token);
    String indent = " ".repeat("replay: ".length());
    while (rest.length() > width) {
      lines.add(rest.substring(0, width - 2) + " \\");
      rest.replace(0, width - 2, indent);
    }
    lines.add(rest.toString());
    return lines;
  }

  /** The data races of a verdict, in KCSAN's shape. */
  public List<String> races(Checked checked) {
    List<String> lines = new ArrayList<>();
    List<DataRace> races = checked.verdict().races();
    int n = DataRaceReport.of(races).size();
    add(
        lines,
        Figures.count(n, "data race")
            + (checked.racesCount()
                ? ", which count as violations (--races error):"
                : ", not counted as "
                    + (n == 1 ? "a violation" : "violations")
                    + " (--races error counts them):"),
        "  ");
    for (DataRaceReport report : DataRaceReport.of(races)) {
      lines.add("");
      lines.addAll(report.lines());
    }
    return lines;
  }

  /** For example {@code use-after-free in sgx_epc_oom()}. */
  public static String name(Finding finding) {
    if (finding.site().isEmpty()) {
      return finding.oracle();
    }
    if (finding.oracle().equals("lock-order")) {
      return finding.oracle() + " of " + finding.site();
    }
    // A livelock is told by what its tasks run, which may be no function: access B/1.
    String functions =
        Stream.of(finding.site().split(", ", -1))
            .map(site -> site.matches("\\w+") ? site + "()" : site)
            .collect(Collectors.joining(", "));
    return finding.oracle() + " in " + functions;
  }

  /** The same of a {@link Finding#key}. */
  public static String nameOfKey(String key) {
    int at = key.indexOf('@');
    String site = at < 0 ? "" : key.substring(at + 1);
    return name(new Finding(at < 0 ? key : key.substring(0, at), "", List.of(), site));
  }

  private void add(List<String> lines, String text, String indent) {
    lines.addAll(Paragraph.wrap(text, width, indent));
  }

  private String paintWord(String word, String line) {
    String painted =
        switch (word) {
          case "PROVED" -> paint.right(word);
          case "VIOLATED" -> paint.wrong(word);
          default -> paint.strong(word);
        };
    return painted + line.substring(word.length());
  }
}
