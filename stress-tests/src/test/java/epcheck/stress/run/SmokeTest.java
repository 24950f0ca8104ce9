package epcheck.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Every canary and every test that is marked for it, once, for real and for a short time. They
 * share one run: that JCStress looks at the machine takes longer than some tests.
 */
class SmokeTest {
  private static final Effort EFFORT = new Effort(3, 400, false);

  private static Suite suite;
  private static StressRun.Ended ended;
  private static String summary;

  @BeforeAll
  @Timeout(value = 300, threadMode = ThreadMode.SEPARATE_THREAD)
  static void run() throws IOException {
    suite = Suite.shipped().smoke();
    Path log = Files.createDirectories(Path.of("target", "stress")).resolve("smoke.log");
    try (Diversion diversion = Diversion.to(log)) {
      Harness harness = Jcstress.probe(EFFORT);
      Plan plan = StressRun.plan(harness, suite);
      ended =
          new StressRun(
                  harness,
                  plan,
                  EFFORT.seconds(),
                  new Progress(Terminal.system(), true),
                  Duration.ofMinutes(2),
                  System::nanoTime)
              .run("quick");
      List<String> lines = new Summary(ended, harness.cpus()).lines();
      lines.forEach(diversion::note);
      summary = String.join("\n", lines);
    }
  }

  @Test
  void whatWasPlannedRanAndPassed() {
    RunReport report = ended.report();
    assertThat(report.planned()).as("planned").isPositive();
    assertThat(StressCommand.status(report)).as(summary).isZero();
    assertThat(report.tests()).hasSameSizeAs(suite.tests());
    assertThat(report.tests())
        .filteredOn(test -> test.verdict() != Verdict.SKIPPED)
        .allMatch(test -> test.samples() > 0);
  }

  @Test
  void theFaultsOfTheCanariesWereSeen() {
    assertThat(ended.report().tests())
        .filteredOn(TestReport::isCanary)
        .as(summary)
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(test -> test.verdict() == Verdict.SEEN);
  }

  /** JCStress's own way leaves its results where it was started. */
  @Test
  void leavesNothingBehind() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.startsWith("jcstress-results"));
    }
  }
}
