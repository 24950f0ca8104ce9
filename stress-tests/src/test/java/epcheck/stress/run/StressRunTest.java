package epcheck.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.cli.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jcstress.infra.Status;

/** A run with forks that behave, and with some that do not. */
@Timeout(60)
class StressRunTest {
  private final StringWriter err = new StringWriter();
  private final AtomicLong time = new AtomicLong();
  private final Suite suite = new Suite(List.of(Toys.ENCLAVE_LIST, Toys.MUTEX, Toys.SPIN_LOCK));

  private StressRun.Ended run(Harness harness, boolean interactive) {
    Terminal terminal =
        new Terminal(
            new PrintWriter(new StringWriter()), new PrintWriter(err), interactive, false, false);
    return new StressRun(
            harness,
            StressRun.plan(harness, suite),
            1,
            new Progress(terminal, false),
            Duration.ofMinutes(5),
            time::get)
        .run("quick");
  }

  private static List<Verdict> verdicts(StressRun.Ended ended) {
    return ended.report().tests().stream().map(TestReport::verdict).toList();
  }

  @Test
  void saysALineForEachTest() {
    StressRun.Ended ended = run(new ToyHarness(2, Toys::good), false);
    assertThat(verdicts(ended)).containsOnly(Verdict.PASSED).hasSize(3);
    assertThat(ended.troubles()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            "epcheck: [1/3] ReclaimVsOom.EnclaveList: ok, 1,000 samples, 0 s",
            "epcheck: [2/3] MutexTest.Contended: ok, 1,000 samples, 0 s",
            "epcheck: [3/3] SpinLockTest: ok, 1,000 samples, 0 s");
  }

  @Test
  void aForkThatDiesCostsNoOtherTest() {
    StressRun.Ended ended =
        run(
            new ToyHarness(
                2, t -> t.equals(Toys.MUTEX) ? Toys.dead(t, Status.VM_ERROR) : Toys.good(t)),
            false);
    assertThat(verdicts(ended)).containsExactly(Verdict.PASSED, Verdict.INCOMPLETE, Verdict.PASSED);
    assertThat(ended.troubles())
        .containsOnlyKeys("MutexTest.Contended")
        .containsValue(List.of("a fork died", "Failed with error code 7"));
  }

  @Test
  void aForkThatHangsEndsTheRunAndIsNamed() {
    ToyHarness[] self = new ToyHarness[1];
    self[0] =
        new ToyHarness(
            2,
            test -> {
              if (!test.equals(Toys.MUTEX)) {
                return Toys.good(test);
              }
              time.addAndGet(Duration.ofSeconds(301).toNanos());
              return self[0].hang(test);
            });
    StressRun.Ended ended = run(self[0], true);
    assertThat(verdicts(ended))
        .containsExactly(Verdict.PASSED, Verdict.INCOMPLETE, Verdict.INCOMPLETE);
    assertThat(ended.troubles().get("MutexTest.Contended"))
        .containsExactly("hangs: no fork ended for 300 s, so the run was ended here");
    assertThat(ended.troubles().get("SpinLockTest"))
        .containsExactly("not run: the run had ended before");
    assertThat(self[0].began()).containsExactly(Toys.ENCLAVE_LIST, Toys.MUTEX);
  }

  @Test
  void aHarnessThatFailsIsQuoted() {
    StressRun.Ended ended =
        run(
            new ToyHarness(
                2,
                test -> {
                  throw new IllegalStateException("no sockets");
                }),
            false);
    assertThat(verdicts(ended)).containsOnly(Verdict.INCOMPLETE);
    assertThat(ended.troubles().get("SpinLockTest"))
        .containsExactly(
            "not run: JCStress itself failed: java.lang.IllegalStateException: no sockets");
  }
}
