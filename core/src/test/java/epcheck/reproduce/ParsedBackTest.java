package epcheck.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.cli.ShippedCatalog;
import epcheck.cli.Subject;
import epcheck.dmesg.KernelLog;
import epcheck.dmesg.LockCycle;
import epcheck.dmesg.LockRecursion;
import epcheck.dmesg.Report;
import epcheck.dmesg.ScenarioStep;
import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.LockCircle;
import epcheck.explore.LockEdge;
import epcheck.explore.LockUse;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.kernel.Model;
import epcheck.report.Case;
import epcheck.report.ConsoleReport;
import epcheck.report.LockdepName;
import epcheck.report.Paint;
import epcheck.scenario.RecordedVerdicts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What our lockdep prints of each cycle on record is read back as that cycle, and found again. */
class ParsedBackTest {
  /** Its search takes longer than all the others together. */
  private static final String LARGE = "last-page";

  static List<RecordedVerdicts.Entry> verdictsWithACycle() {
    return RecordedVerdicts.load().stream()
        .filter(entry -> entry.violations().stream().anyMatch(k -> k.startsWith("lock-order@")))
        .toList();
  }

  static List<RecordedVerdicts.Entry> smallOnes() {
    return verdictsWithACycle().stream().filter(e -> !e.scenario().equals(LARGE)).toList();
  }

  static List<RecordedVerdicts.Entry> largeOnes() {
    return verdictsWithACycle().stream().filter(e -> e.scenario().equals(LARGE)).toList();
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("largeOnes")
  void ofALargeSearchToo(RecordedVerdicts.Entry entry) throws Exception {
    isTheSameCycleAndIsFoundAgain(entry);
  }

  @ParameterizedTest
  @MethodSource("smallOnes")
  void isTheSameCycleAndIsFoundAgain(RecordedVerdicts.Entry entry) throws Exception {
    Subject subject =
        new ShippedCatalog().subject(entry.revision(), entry.patches(), entry.scenario());
    Case what = new Case(entry.revision(), entry.patches(), entry.scenario(), Granularity.LOCK);
    Verdict verdict = new Explorer(subject.model(), Options.DEFAULT).run(Progress.NONE);
    ConsoleReport console = new ConsoleReport(ConsoleReport.WIDTH, false, Paint.PLAIN);
    int cycles = 0;
    for (Verdict.Violation violation : verdict.violations()) {
      if (violation.circle() != null) {
        cycles++;
        String printed = String.join("\n", console.counterexample(what, violation, 0)) + "\n";
        List<Report> reports = KernelLog.reports(printed);
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).complaints()).isEmpty();
        isTheSame(reports.get(0), violation.circle());
        if (mayBeSoughtAgain(entry)) {
          isFoundAgain(reports.get(0), entry, what, subject.model());
        }
      }
    }
    assertThat(cycles)
        .isEqualTo(
            (int) entry.violations().stream().filter(k -> k.startsWith("lock-order@")).count());
  }

  /**
   * To see that nothing deadlocks takes two more searches of everything; one such case is enough.
   */
  private static boolean mayBeSoughtAgain(RecordedVerdicts.Entry entry) {
    return deadlocks(entry) || entry.scenario().equals("eaug-vs-kill");
  }

  private static boolean deadlocks(RecordedVerdicts.Entry entry) {
    return entry.violations().stream().anyMatch(k -> k.startsWith("deadlock@"));
  }

  private static void isTheSame(Report report, LockCircle circle) {
    if (circle.edges().size() == 1) {
      LockRecursion recursion = (LockRecursion) report;
      LockEdge edge = circle.edges().get(0);
      assertThat(recursion.wanted().toString()).isEqualTo(LockdepName.of(edge.acquired().lock()));
      assertThat(recursion.held().toString()).isEqualTo(LockdepName.of(edge.held().lock()));
      assertThat(Party.functions(recursion.stack())).isEqualTo(edge.acquired().stack());
      return;
    }
    LockCycle cycle = (LockCycle) report;
    List<LockEdge> edges = new ArrayList<>(circle.edges());
    Collections.rotate(edges, -edges.indexOf(circle.closing()));
    Collections.reverse(edges);
    assertThat(cycle.chain())
        .extracting(link -> link.lock().toString())
        .isEqualTo(edges.stream().map(e -> LockdepName.of(e.acquired().lock())).toList());
    assertThat(cycle.chain())
        .extracting(link -> Party.functions(link.stack()))
        .isEqualTo(edges.stream().map(e -> e.acquired().stack()).toList());
    assertThat(cycle.held().toString()).isEqualTo(LockdepName.of(circle.closing().held().lock()));
    assertThat(cycle.scenario().get(0).verb()).isEqualTo(verb(circle.closing().held().use()));
    assertThat(cycle.scenario().get(3).verb()).isEqualTo(verb(circle.closing().acquired().use()));
  }

  private static ScenarioStep.Verb verb(LockUse use) {
    return switch (use) {
      case EXCLUSIVE -> ScenarioStep.Verb.LOCK;
      case SHARED, RECURSIVE -> ScenarioStep.Verb.RLOCK;
      case SYNCHRONIZE -> ScenarioStep.Verb.SYNC;
    };
  }

  private static void isFoundAgain(
      Report report, RecordedVerdicts.Entry entry, Case what, Model model) {
    Target target = new Target(what, "", () -> model, Optional.of(entry.violations()), false);
    Answer answer =
        new Reproduction(
                List.of(target),
                Vocabulary.of(List.of(model)),
                Duration.ofSeconds(60),
                Observer.NONE)
            .answer(report);
    assertThat(answer)
        .isInstanceOf(deadlocks(entry) ? Answer.Reproduced.class : Answer.NeverDeadlocks.class);
  }
}
