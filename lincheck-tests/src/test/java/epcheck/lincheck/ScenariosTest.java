package epcheck.lincheck;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.cli.BadInput;
import epcheck.cli.ShippedCatalog;
import epcheck.cli.Subject;
import epcheck.explore.Options;
import epcheck.scenario.RecordedVerdicts;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scenarios of core under Lincheck. It comes to nothing that the explorer says is impossible,
 * and where there is a bug that a few switches show, it finds it too.
 */
class ScenariosTest {
  private static Subject subject(String revision, String patch, String scenario) throws BadInput {
    return new ShippedCatalog()
        .subject(revision, patch.isEmpty() ? List.of() : List.of(patch), scenario);
  }

  private static Comparison compare(Subject subject, int invocations) {
    Comparison comparison = Comparison.of(subject, invocations, Options.DEFAULT);
    assertThat(new Row(comparison).disagreements()).isEmpty();
    return comparison;
  }

  @ParameterizedTest
  @CsvSource({
    "mainline, close-vs-reclaim",
    "mainline, two-reclaimers",
    "v5, close-vs-reclaim",
    "v5, isolated-vs-kill",
    "enclave-list, last-page",
  })
  void whatIsProvedIsNotViolatedUnderLincheckEither(String revision, String scenario)
      throws BadInput {
    Comparison comparison = compare(subject(revision, "", scenario), 100);
    assertThat(comparison.first()).isEmpty();
    assertThat(comparison.tried().sightings().invocations()).isEqualTo(100);
  }

  /**
   * Should Lincheck instrument nothing, or switch nowhere, it would find none of these. Which of
   * several violations it meets first is not the same on every JDK.
   */
  @ParameterizedTest
  @CsvSource({
    "v5, '', last-page, 300",
    "v2, '', two-killers, 100",
    "v2, '', mprotect-vs-kill, 100",
    "mainline, put-before-relist, close-vs-reclaim, 300",
  })
  void lincheckFindsTheBugToo(String revision, String patch, String scenario, int invocations)
      throws BadInput {
    Comparison comparison = compare(subject(revision, patch, scenario), invocations);
    assertThat(comparison.first()).isPresent();
    assertThat(comparison.trace().orElseThrow().lines()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"fork-deadlock, fork-vs-reclaim", "mmput-in-srcu, close-vs-reclaim"})
  void lincheckFindsTheDeadlockToo(String patch, String scenario) throws BadInput {
    Comparison comparison = compare(subject("mainline", patch, scenario), 100);
    assertThat(comparison.tried().hung()).isTrue();
  }

  static Stream<RecordedVerdicts.Entry> recorded() {
    return RecordedVerdicts.load().stream().filter(entry -> !entry.slow());
  }

  @ParameterizedTest
  @MethodSource("recorded")
  @Tag("nightly")
  void theyAgreeOnEveryRecordedVerdict(RecordedVerdicts.Entry entry) throws BadInput {
    String patch = String.join("", entry.patches());
    compare(subject(entry.revision(), patch, entry.scenario()), 1_000);
  }
}
