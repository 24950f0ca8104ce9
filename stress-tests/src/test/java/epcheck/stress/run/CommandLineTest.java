package epcheck.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.cli.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jcstress.infra.Status;

/** The whole program but for JCStress: what goes in, what comes out, and the exit status. */
class CommandLineTest {
  /** What a run left behind. */
  private record Run(int status, String out, String err) {}

  @TempDir private Path folder;

  private static Run run(Harness harness, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);
    Suite suite =
        new Suite(List.of(Toys.SPIN_LOCK, Toys.MUTEX, Toys.THREE, Toys.V5, Toys.ENCLAVE_LIST));
    int status = new Main(terminal, suite, effort -> harness).run(args);
    return new Run(status, out.toString(), err.toString());
  }

  private Run run(int cpus, Function<StressTest, Fork> forks, String... tests) {
    String[] args = new String[tests.length + 3];
    args[0] = "--results";
    args[1] = folder.toString();
    args[2] = "--quiet";
    System.arraycopy(tests, 0, args, 3, tests.length);
    return run(new ToyHarness(cpus, forks), args);
  }

  private static Run refused(String... args) {
    Run run =
        run(
            new ToyHarness(
                2,
                test -> {
                  throw new AssertionError("nothing should run");
                }),
            args);
    assertThat(run.status).isEqualTo(2);
    assertThat(run.out).isEmpty();
    assertThat(run.err).startsWith("epcheck: ").doesNotContain("\tat ");
    assertThat(run.err.lines().count()).isLessThanOrEqualTo(2);
    return run;
  }

  @Test
  void exitsWith0IfAllPlannedPassed() {
    Run run = run(2, Toys::good);
    assertThat(run.err).isEmpty();
    assertThat(run.status).isZero();
    assertThat(run.out)
        .contains("4 planned: 4 passed (1 of them a canary); 1 skipped; 4,000 samples in 4 forks")
        .contains("skipped: 3 actors, 2 CPUs")
        .contains("The page: " + folder.resolve("README.md"));
  }

  @Test
  void runsThreeActorsOnThreeCpus() {
    Run run = run(3, Toys::good, "ThreeReaders");
    assertThat(run.status).isZero();
    assertThat(run.out).contains("1 planned: 1 passed; 1,000 samples").doesNotContain("skipped");
  }

  @Test
  void exitsWith1IfAForbiddenOutcomeWasSeen() {
    Run run = run(2, test -> Toys.fork(test, Map.of("1, 2", 999L, "1, 1", 1L)), "SpinLockTest");
    assertThat(run.status).isEqualTo(1);
    assertThat(run.out)
        .contains(
            "FAILED",
            "forbidden, once (0.1 %): 1, 1",
            "(an update was lost)",
            "it alone: ./epcheck stress --mode quick SpinLockTest");
    assertThat(run.err).contains("of 1 test, 0 ran and passed", "jcstress.log");
  }

  @Test
  void exitsWith1IfTheFaultOfACanaryWasNotSeen() {
    Run run = run(2, test -> Toys.fork(test, Map.of("1, 2", 5000L)));
    assertThat(run.status).isEqualTo(1);
    assertThat(run.out)
        .contains("NOT SEEN", "the victim's page is read after it was freed")
        .contains("its fault was not seen in 5,000 samples")
        .contains("4 planned: 3 passed, 1 not seen; 1 skipped");
  }

  @Test
  void exitsWith3IfAForkDied() {
    Run run =
        run(
            2,
            test -> test.equals(Toys.MUTEX) ? Toys.dead(test, Status.VM_ERROR) : Toys.good(test));
    assertThat(run.status).isEqualTo(3);
    assertThat(run.out)
        .contains("INCOMPLETE", "a fork died", "Failed with error code 7", "1 incomplete");
  }

  @Test
  void exitsWith1IfAForkDiedAndAnotherFailed() {
    Run run =
        run(
            2,
            test ->
                test.equals(Toys.MUTEX)
                    ? Toys.dead(test, Status.VM_ERROR)
                    : Toys.fork(test, Map.of("1, 1", 1L)));
    assertThat(run.status).isEqualTo(1);
  }

  @Test
  void exitsWith2IfNothingCanRun() {
    Run run = run(2, Toys::good, "ThreeReaders");
    assertThat(run.status).isEqualTo(2);
    assertThat(run.out).isEmpty();
    assertThat(run.err)
        .isEqualTo("epcheck: no test can run: each needs 3 CPUs or more, and there are 2\n");
    assertThat(run(1, Toys::good).err)
        .isEqualTo("epcheck: no test can run: each needs 2 CPUs or more, and there is 1\n");
    assertThat(folder.resolve("README.md")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "spinlocktest, unknown test 'spinlocktest'; did you mean SpinLockTest?",
    "Xyzzy, unknown test 'Xyzzy'; see 'epcheck stress --list'",
    "--lst, unknown option '--lst'; did you mean --list?",
    "--mode=fast, invalid value for option '--mode': 'fast' is none of quick"
  })
  void refusesWhatItDoesNotKnow(String argument, String message) {
    assertThat(refused(argument).err).contains(message);
  }

  @Test
  void refusesAFolderThatItCannotUse() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(refused("--results", file.toString()).err)
        .isEqualTo("epcheck: cannot make the folder " + file + "\n");
  }

  @Test
  void refusesAFolderWithPagesOfSomebodyElse() throws IOException {
    Path file = Files.writeString(folder.resolve("jdk-17.json"), "{]");
    assertThat(refused("--results", folder.toString()).err)
        .isEqualTo("epcheck: " + file + " is not what 'epcheck stress' wrote; remove it\n");
  }

  @Test
  void aHarnessThatCannotBeMadeIsNoStackTrace() {
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(new StringWriter()), new PrintWriter(err), false, false, false);
    int status =
        new Main(
                terminal,
                new Suite(List.of(Toys.MUTEX)),
                effort -> {
                  throw new IllegalStateException("no topology");
                })
            .run();
    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("no topology").doesNotContain("\tat ");
  }

  @Test
  void lists() {
    Run run = run(new ToyHarness(2, Toys::good), "--list");
    assertThat(run.status).isZero();
    Golden.check("list.golden", run.out.lines().toList());
  }

  @Test
  void helps() {
    Run run = run(new ToyHarness(2, Toys::good), "--help");
    assertThat(run.status).isZero();
    Golden.check("help-stress.golden", run.out.lines().map(String::stripTrailing).toList());
  }
}
