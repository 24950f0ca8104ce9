package epcheck.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.vm.CompileMode;

/** What an outcome is to a test. */
class StressTestTest {

  private static StressTest test(StateCase... cases) {
    TestInfo info = new TestInfo("a.B", "a.B", "", "", 2, List.of("a", "b"), false);
    List.of(cases).forEach(info::addCase);
    return new StressTest(info, "B", "a", Optional.empty(), false);
  }

  private static StateCase known(String id, Expect expect) {
    return new StateCase(Pattern.compile(id), expect, expect.name());
  }

  @Test
  void whatIsSpelledTheSameCountsBeforeWhatMatches() {
    StressTest test =
        test(known(".*", Expect.FORBIDDEN), known("1, 1", Expect.ACCEPTABLE_INTERESTING));
    assertThat(test.grade("1, 1", 1).expect()).isEqualTo(Expect.ACCEPTABLE_INTERESTING);
    assertThat(test.grade("1, 2", 1).expect()).isEqualTo(Expect.FORBIDDEN);
  }

  @Test
  void theFirstThatMatchesCounts() {
    StressTest test = test(known("1.*", Expect.ACCEPTABLE), known(".*", Expect.FORBIDDEN));
    assertThat(test.grade("1, 2", 1).expect()).isEqualTo(Expect.ACCEPTABLE);
  }

  @Test
  void whatNothingMatchesIsForbidden() {
    Sighting seen = test(known("1", Expect.ACCEPTABLE)).grade("2", 1);
    assertThat(seen.isForbidden()).isTrue();
  }

  @Test
  void whatTheTestCallsUnknownIsForbidden() {
    assertThat(test(known(".*", Expect.UNKNOWN)).grade("2", 1).isForbidden()).isTrue();
  }

  /** JCStress can tell only for tests that it knows. */
  @Test
  void gradesAsJcstressDoes(@TempDir Path folder) throws IOException {
    Options options = new Options(new String[0]);
    try (Diversion unheard = Diversion.to(folder.resolve("log"))) {
      unheard.note("JCStress counts the CPUs");
      assertThat(options.parse()).isTrue();
    }
    List<StressTest> shipped = Suite.shipped().tests();
    assertThat(shipped).isNotEmpty();
    for (StressTest test : shipped) {
      TestResult result = new TestResult(Status.NORMAL);
      result.setConfig(
          new TestConfig(options, test.info(), 0, List.of(), CompileMode.UNIFIED, null));
      test.info().cases().forEach(known -> result.addState(known.matchPattern(), 2));
      result.addState("what nobody has thought of", 1);
      for (String outcome : result.getStateKeys()) {
        assertThat(test.grade(outcome, 1).expect())
            .as("%s: %s", test.name(), outcome)
            .isEqualTo(result.grading().gradingResults.get(outcome).expect);
      }
    }
  }
}
