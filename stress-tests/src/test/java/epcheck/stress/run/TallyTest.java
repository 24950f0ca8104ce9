package epcheck.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jcstress.infra.Status;

/** From forks to verdicts. */
class TallyTest {

  private static TestReport report(StressTest test, int planned, Fork... forks) {
    Tally tally = new Tally(new Plan(Map.of(test, planned)), 2);
    List.of(forks).forEach(tally::add);
    return tally.report(test);
  }

  @Test
  void addsUpTheForksOfATest() {
    TestReport report =
        report(
            Toys.MUTEX,
            2,
            Toys.fork(Toys.MUTEX, Map.of("1, 2", 7L)),
            Toys.fork(Toys.MUTEX, Map.of("1, 2", 3L, "freed", 90L)));
    assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(report.samples()).isEqualTo(100);
    assertThat(report.rate()).isEqualTo(25);
    assertThat(report.sightings()).extracting(Sighting::count).containsExactly(90L, 10L);
    assertThat(report.interesting()).extracting(Sighting::outcome).containsExactly("freed");
  }

  @Test
  void saysWhenATestIsDone() {
    Tally tally = new Tally(new Plan(Map.of(Toys.MUTEX, 2)), 2);
    assertThat(tally.add(Toys.good(Toys.MUTEX))).isFalse();
    assertThat(tally.add(Toys.dead(Toys.MUTEX, Status.VM_ERROR))).isTrue();
  }

  @Test
  void oneForbiddenOutcomeFails() {
    TestReport report =
        report(Toys.MUTEX, 1, Toys.fork(Toys.MUTEX, Map.of("1, 2", 1_000_000L, "1, 1", 1L)));
    assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(report.forbidden()).extracting(Sighting::outcome).containsExactly("1, 1");
  }

  @Test
  void anOutcomeThatWasNotSeenIsNotForbidden() {
    TestReport report =
        report(Toys.MUTEX, 1, Toys.fork(Toys.MUTEX, Map.of("1, 2", 1L, "1, 1", 0L)));
    assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void aCanaryMustShowItsFaultInOneOfItsForks() {
    Fork blind = Toys.fork(Toys.V5, Map.of("1, 2", 1000L));
    assertThat(report(Toys.V5, 2, blind, blind).verdict()).isEqualTo(Verdict.NOT_SEEN);
    assertThat(report(Toys.V5, 2, blind, Toys.good(Toys.V5)).verdict()).isEqualTo(Verdict.SEEN);
    Fork zero = Toys.fork(Toys.V5, Map.of("1, 2", 1000L, "freed", 0L));
    assertThat(report(Toys.V5, 1, zero).verdict()).isEqualTo(Verdict.NOT_SEEN);
  }

  @Test
  void aCanaryMustNotShowWhatIsForbidden() {
    Fork fork = Toys.fork(Toys.V5, Map.of("freed", 10L, "1, 1", 1L));
    assertThat(report(Toys.V5, 1, fork).verdict()).isEqualTo(Verdict.FAILED);
  }

  @ParameterizedTest
  @EnumSource(value = Status.class, mode = EnumSource.Mode.EXCLUDE, names = "NORMAL")
  void aForkThatDidNotCompleteIsNone(Status status) {
    Tally tally = new Tally(new Plan(Map.of(Toys.MUTEX, 2)), 2);
    tally.add(Toys.good(Toys.MUTEX));
    tally.add(Toys.dead(Toys.MUTEX, status));
    assertThat(tally.report(Toys.MUTEX).verdict()).isEqualTo(Verdict.INCOMPLETE);
    assertThat(tally.report(Toys.MUTEX).completed()).isEqualTo(1);
    assertThat(tally.troubles().get("MutexTest.Contended"))
        .hasSize(2)
        .last()
        .isEqualTo("Failed with error code 7");
  }

  @Test
  void aForkThatTookNoSampleIsNone() {
    TestReport report = report(Toys.MUTEX, 1, Toys.fork(Toys.MUTEX, Map.of()));
    assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
  }

  @Test
  void aForkThatNeverRanIsMissing() {
    assertThat(report(Toys.MUTEX, 2, Toys.good(Toys.MUTEX)).verdict())
        .isEqualTo(Verdict.INCOMPLETE);
  }

  @Test
  void failureOutweighsAFork() {
    TestReport report =
        report(
            Toys.MUTEX,
            2,
            Toys.fork(Toys.MUTEX, Map.of("1, 1", 1L)),
            Toys.dead(Toys.MUTEX, Status.VM_ERROR));
    assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void whatIsNotPlannedIsSkippedAndHasNotPassed() {
    TestReport report = report(Toys.THREE, 0);
    assertThat(report.verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(report.verdict().isGood()).isFalse();
  }
}
