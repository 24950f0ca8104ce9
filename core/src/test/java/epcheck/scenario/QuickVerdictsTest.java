package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recorded verdicts that do not take long, each checked again; {@code ./epcheck} checks all.
 */
class QuickVerdictsTest {
  /** Which violations there are does not hang on how short their schedules are. */
  private static final Options AS_FOUND =
      new Options(Granularity.LOCK, true, true, Duration.ofMinutes(2), Duration.ZERO);

  /** More than this many take about a second or longer. */
  private static final long QUICK = 100_000;

  static Stream<RecordedVerdicts.Entry> quick() {
    return RecordedVerdicts.load().stream().filter(entry -> entry.states() <= QUICK);
  }

  @ParameterizedTest
  @MethodSource("quick")
  void isAsRecorded(RecordedVerdicts.Entry entry) {
    Revision revision = Revisions.named(entry.revision()).orElseThrow();
    for (String patch : entry.patches()) {
      revision = Revisions.patchNamed(patch).orElseThrow().on(revision);
    }
    Verdict verdict =
        new Explorer(new ScenarioModel(ShippedScenarios.load(entry.scenario()), revision), AS_FOUND)
            .run(Progress.NONE);
    assertThat(verdict.complete()).as(verdict.incompleteBecause()).isTrue();
    assertThat(verdict.violations().stream().map(v -> v.finding().key()))
        .containsExactlyInAnyOrderElementsOf(entry.violations());
    assertThat(verdict.result()).isEqualTo(entry.result());
    assertThat(verdict.statistics().states()).isEqualTo(entry.states());
  }

  /** Where accesses to memory are scheduling points, too, the same rules are broken. */
  @ParameterizedTest
  @MethodSource("quickWithoutPatches")
  @Tag("nightly")
  void isTheSameWhereEveryAccessIsASchedulingPoint(RecordedVerdicts.Entry entry) {
    Verdict verdict =
        new Explorer(
                new ScenarioModel(
                    ShippedScenarios.load(entry.scenario()),
                    Revisions.named(entry.revision()).orElseThrow()),
                AS_FOUND.with(Granularity.ACCESS))
            .run(Progress.NONE);
    assertThat(verdict.complete()).as(verdict.incompleteBecause()).isTrue();
    assertThat(verdict.violations().stream().map(v -> v.finding().key()))
        .containsExactlyInAnyOrderElementsOf(entry.violations());
  }

  /** Of mainline and v5; the larger ones would take a minute each. */
  static Stream<RecordedVerdicts.Entry> quickWithoutPatches() {
    List<String> large =
        List.of(
            "last-page", "fault-vs-kill", "inside-vs-kill", "victim-exits", "fork-without-memory");
    return RecordedVerdicts.load().stream()
        .filter(entry -> !entry.slow())
        .filter(entry -> entry.patches().isEmpty() && !large.contains(entry.scenario()))
        .filter(entry -> entry.revision().equals("mainline") || entry.revision().equals("v5"));
  }

  /** Every shipped scenario has a verdict on record for each revision that it is meant for. */
  @ParameterizedTest
  @MethodSource("meant")
  void isOnRecord(String revision, String scenario) {
    assertThat(RecordedVerdicts.load())
        .as("%s / %s", revision, scenario)
        .anyMatch(
            entry ->
                entry.revision().equals(revision)
                    && entry.scenario().equals(scenario)
                    && entry.patches().isEmpty());
  }

  static Stream<Arguments> meant() {
    return Revisions.all().stream()
        .flatMap(
            revision ->
                ShippedScenarios.all().stream()
                    .filter(scenario -> Requirements.isMeantFor(scenario, revision))
                    .map(scenario -> Arguments.of(revision.name(), scenario.name())));
  }
}
