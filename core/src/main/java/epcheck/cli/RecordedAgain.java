package epcheck.cli;

import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict.Result;
import epcheck.page.Layout;
import epcheck.report.Case;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.VerdictTable;
import epcheck.results.CounterexampleText;
import epcheck.scenario.RecordedVerdicts.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks every recorded verdict again, and keeps in memory what there is to write of it: nobody may
 * see the pages of a run in which a verdict came out otherwise than it is on record.
 */
final class RecordedAgain {
  /**
   * So much that none of them runs out of it: what is found when time runs out depends on the
   * machine.
   */
  static final Options AMPLE =
      Options.DEFAULT.withBudget(Duration.ofHours(6)).withMinimizing(Duration.ofHours(6));

  private final Terminal terminal;
  private final Catalog catalog;
  private final Recorded recorded;
  private final Layout layout = new Layout(AMPLE, "../index.html");
  private final Map<Case, Checks.Outcome> outcomes = new HashMap<>();
  private final Map<String, String> texts = Collections.synchronizedMap(new TreeMap<>());
  private final Map<String, String> pages = Collections.synchronizedMap(new TreeMap<>());

  RecordedAgain(Terminal terminal, Catalog catalog) {
    this.terminal = terminal;
    this.catalog = catalog;
    this.recorded = new Recorded(catalog.recorded());
  }

  void run(SharedOptions.Telling telling) throws BadInput {
    List<Entry> longestFirst = new ArrayList<>(catalog.recorded());
    longestFirst.sort(Comparator.comparingLong(Entry::states).reversed());
    List<Checks.Job> jobs = new ArrayList<>();
    for (Entry entry : longestFirst) {
      Subject subject = catalog.subject(entry.revision(), entry.patches(), entry.scenario());
      jobs.add(new Checks.Job(what(entry), subject.model()));
    }
    new Checks(terminal, AMPLE, false, telling.quiet(), recorded)
        .run(jobs, this::describe, outcome -> outcomes.put(outcome.job().what(), outcome));
  }

  private void describe(Checks.Outcome outcome, Progress progress) {
    Checked checked = outcome.checked();
    String name = checked.what().fileName();
    pages.put(name + ".html", layout.page(checked, outcome.job().model(), progress));
    if (checked.result() == Result.VIOLATED) {
      texts.put(name + ".txt", CounterexampleText.of(checked));
    }
  }

  /** Whether each verdict is what is on record; says which ones are not, and how they differ. */
  boolean areAsRecorded() {
    List<Entry> differing = catalog.recorded().stream().filter(e -> !isAsRecorded(e)).toList();
    if (differing.isEmpty()) {
      return true;
    }
    List<Case> cases = differing.stream().map(RecordedAgain::what).toList();
    VerdictTable table = new VerdictTable(cases, true, ConsoleReport.WIDTH, terminal.paint());
    terminal.print(table.header());
    for (Entry entry : differing) {
      Checks.Outcome outcome = outcomes.get(what(entry));
      terminal.print(
          outcome.error() == null
              ? table.row(outcome.checked(), recorded.expected(what(entry)))
              : table.failed(outcome.job().what(), outcome.errorText()));
    }
    terminal.print(
        List.of(
            "",
            differing.size()
                + " of "
                + outcomes.size()
                + " verdicts differ from what was recorded: no page of verdicts is written"));
    return false;
  }

  private boolean isAsRecorded(Entry entry) {
    Checks.Outcome outcome = outcomes.get(what(entry));
    return outcome.error() == null
        && !outcome.cutShort()
        && outcome.checked().verdict().complete()
        && recorded.expected(what(entry)).matches(outcome.checked());
  }

  private static Case what(Entry entry) {
    return new Case(entry.revision(), entry.patches(), entry.scenario(), AMPLE.granularity());
  }

  /** What was found, in the order in which it is recorded. */
  List<Checked> verdicts() {
    return catalog.recorded().stream().map(e -> outcomes.get(what(e)).checked()).toList();
  }

  /** The counterexamples of each violated verdict, by the name of their file. */
  Map<String, String> texts() {
    return texts;
  }

  /** The page of each verdict, by its name. */
  Map<String, String> pages() {
    return pages;
  }
}
