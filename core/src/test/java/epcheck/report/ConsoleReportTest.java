package epcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.kernel.Model;
import epcheck.report.toy.CloseVsReclaim;
import epcheck.report.toy.DoubleRelease;
import epcheck.report.toy.EndlessRetry;
import epcheck.report.toy.LockNesting;
import epcheck.report.toy.LostUpdate;
import epcheck.report.toy.ManyReaders;
import epcheck.report.toy.OomUnderLock;
import epcheck.report.toy.WrongVictim;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kernel developer sees, against golden files. */
class ConsoleReportTest {
  private static final Map<String, Model> TOYS =
      new TreeMap<>(
          Map.of(
              "wrong-victim", new WrongVictim(),
              "use-after-free", new CloseVsReclaim(false),
              "proved", new CloseVsReclaim(true),
              "double-free", new DoubleRelease(),
              "deadlock", new OomUnderLock(),
              "livelock", new EndlessRetry(),
              "lost-update", new LostUpdate(true),
              "race-only", new LostUpdate(false),
              "folded", new ManyReaders(),
              "never-happened", ConsoleReportTest::expectingAKill));

  /** Nobody is killed when nobody runs out of memory. */
  private static void expectingAKill(Model.Setup setup) {
    setup.sometimes("sgx_oom_encl() kills an enclave");
    new CloseVsReclaim(true).build(setup);
  }

  private static Checked check(String toy, Options options, boolean racesCount) {
    Verdict verdict = new Explorer(TOYS.get(toy), options).run(Progress.NONE);
    Case what = new Case("v5", List.of(), toy, options.granularity());
    return new Checked(what, verdict, options.matchStates(), racesCount);
  }

  private static String text(List<String> lines) {
    return Golden.withoutFigures(String.join("\n", lines) + "\n");
  }

  private static ConsoleReport report(boolean full) {
    return new ConsoleReport(ConsoleReport.WIDTH, full, Paint.PLAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wrong-victim",
        "use-after-free",
        "proved",
        "double-free",
        "deadlock",
        "livelock",
        "lost-update",
        "race-only",
        "folded",
        "never-happened"
      })
  void tellsEveryKindOfVerdict(String toy) {
    Golden.check(
        "console-" + toy + ".golden",
        text(report(false).verdict(check(toy, Options.DEFAULT, false))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong-victim", "folded"})
  void tellsEveryOperationIfAskedTo(String toy) {
    Golden.check(
        "console-" + toy + "-full.golden",
        text(report(true).verdict(check(toy, Options.DEFAULT, false))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong-victim", "use-after-free"})
  void tellsAccessGranularity(String toy) {
    Options options = Options.DEFAULT.with(Granularity.ACCESS);
    Golden.check(
        "console-" + toy + "-access.golden",
        text(report(false).verdict(check(toy, options, false))));
  }

  @Test
  void tellsRacesThatCount() {
    Golden.check(
        "console-races-count.golden",
        text(report(false).verdict(check("race-only", Options.DEFAULT, true))));
  }

  @Test
  void saysWhyACycleOfLocksIsHarmless() {
    Verdict verdict = new Explorer(LockNesting.gated(), Options.DEFAULT).run(Progress.NONE);
    Checked checked =
        new Checked(new Case("v5", List.of(), "gated", Granularity.LOCK), verdict, true, false);
    assertThat(verdict.violations()).hasSize(1);
    Golden.check("console-gated.golden", text(report(false).verdict(checked)));
  }

  @Test
  void tellsWhyItIsInconclusive() {
    Verdict.Statistics statistics = new Verdict.Statistics(1_204_000, 2_500_123, 0, 61, 1, 60.04);
    Verdict verdict =
        new Verdict(
            false,
            "the budget of 60.0 s ran out",
            List.of(),
            List.of(),
            List.of("A->flags"),
            List.of(),
            List.of(),
            List.of(),
            statistics);
    Case what = new Case("v5", List.of("mmput-in-srcu"), "last-page", Granularity.LOCK);
    Golden.check(
        "console-inconclusive.golden",
        String.join("\n", report(false).verdict(new Checked(what, verdict, true, false))) + "\n");
  }

  @Test
  void replaysWhatTheSearchFound() {
    Checked checked = check("wrong-victim", Options.DEFAULT, false);
    for (Verdict.Violation violation : checked.verdict().violations()) {
      Token token = Token.parse(new Token(checked.what(), violation.schedule()).toString());
      Explorer.Replay replay =
          new Explorer(TOYS.get("wrong-victim"), Options.DEFAULT).replay(token.schedule());
      List<String> replayed = report(false).replayed(token.what(), token.schedule(), replay);
      List<String> found = report(false).counterexample(checked.what(), violation, 1);
      assertThat(replayed.subList(2, replayed.size())).isEqualTo(found.subList(2, found.size()));
    }
  }

  @Test
  void doesNotHideASchedulingDecision() {
    Checked checked = check("folded", Options.DEFAULT, false);
    String full = text(report(true).verdict(checked));
    String folded = text(report(false).verdict(checked));
    assertThat(full).doesNotContain("... ");
    assertThat(folded).contains("... ");
    assertThat(folded.lines().filter(line -> line.startsWith("---- ")).toList())
        .isEqualTo(full.lines().filter(line -> line.startsWith("---- ")).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 120, 200})
  void fitsItsWidth(int width) {
    for (String toy : TOYS.keySet()) {
      for (boolean full : List.of(false, true)) {
        for (Granularity granularity : Granularity.values()) {
          Checked checked = check(toy, Options.DEFAULT.with(granularity), true);
          assertThat(new ConsoleReport(width, full, Paint.PLAIN).verdict(checked))
              .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
        }
      }
    }
  }

  @Test
  void coloursChangeNothingElse() {
    Checked checked = check("wrong-victim", Options.DEFAULT, false);
    String coloured =
        String.join(
            "\n", new ConsoleReport(ConsoleReport.WIDTH, false, Paint.ANSI).verdict(checked));
    assertThat(coloured).contains("\033[1;31mVIOLATED\033[m");
    assertThat(coloured.replaceAll("\033\\[[\\d;]*m", ""))
        .isEqualTo(String.join("\n", report(false).verdict(checked)));
  }

  @Test
  void tellsConsequencesInShort() {
    Checked checked = check("wrong-victim", Options.DEFAULT, false);
    Verdict verdict = checked.verdict();
    Verdict.Violation cause = verdict.violations().get(0);
    Verdict.Violation other = verdict.violations().get(1);
    Verdict.Violation consequence =
        new Verdict.Violation(
            other.finding(),
            other.schedule(),
            other.preemptions(),
            other.shortest(),
            cause.finding().key(),
            other.trace());
    Verdict changed =
        new Verdict(
            true,
            "",
            List.of(cause, consequence),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            verdict.statistics());
    Checked both = new Checked(checked.what(), changed, true, false);
    Golden.check("console-consequence.golden", text(report(false).verdict(both)));
    assertThat(report(true).verdict(both))
        .contains(
            "follows from null-dereference in sgx_oom_encl(), earlier in this schedule",
            "   1  null-dereference in sgx_oom_encl()   1 preemption, 10 steps");
  }

  @Test
  void saysThatAScheduleMayNotBeTheShortest() {
    Options options =
        new Options(Granularity.LOCK, true, true, Duration.ofMinutes(1), Duration.ZERO);
    Verdict.Violation found = check("folded", options, false).verdict().violations().get(0);
    Verdict.Violation longer =
        new Verdict.Violation(
            found.finding(), found.schedule(), found.preemptions(), false, "", found.trace());
    assertThat(
            report(false)
                .counterexample(new Case("v5", List.of(), "x", Granularity.LOCK), longer, 7)
                .get(1))
        .contains("(of 7 states; perhaps not the shortest)");
  }
}
