package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.dmesg.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code epcheck reproduce}: what goes in, the way to a schedule, and the exit status. */
class ReproduceCommandTest {
  private static final String HUNG =
      """
      INFO: task ksgxd:70 blocked for more than 120 seconds.
      ksgxd  D    0   70      2 0x80004000
      Call Trace:
       __schedule+0x2db/0x700
       down_read+0x95/0xa0
       sgx_reclaimer_block+0x10/0x100
       ret_from_fork+0x35/0x40
      """;

  private static final String ELSEWHERE =
      """
      INFO: task jbd2:71 blocked for more than 120 seconds.
      jbd2  D    0   71      2 0x80004000
      Call Trace:
       __schedule+0x2db/0x700
       down_read+0x95/0xa0
       ext4_commit+0x10/0x100
       ret_from_fork+0x35/0x40
      """;

  private static final String NOT_THERE = HUNG.replace("down_read", "synchronize_srcu");

  /** What a run left behind. */
  private record Run(int status, String out, String err) {}

  @TempDir private Path folder;

  private static Run run(Catalog catalog, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);
    String[] all = Stream.concat(Stream.of("reproduce"), Stream.of(args)).toArray(String[]::new);
    int status = new Main(terminal, catalog).run(all);
    return new Run(status, out.toString(), err.toString());
  }

  private String log(String... texts) throws IOException {
    return Files.writeString(folder.resolve("log.txt"), String.join("\n", texts)).toString();
  }

  private static String resource(String name) {
    return Path.of("src", "test", "resources", "reproduce", name).toString();
  }

  private static void complains(Run run, String what) {
    assertThat(run.status).isEqualTo(2);
    assertThat(run.out).isEmpty();
    assertThat(run.err).startsWith("epcheck: ").contains(what).doesNotContain("\tat ");
  }

  @Nested
  class OfToys {
    @Test
    void exitsWith0IfThereIsASchedule() throws IOException {
      Run run = run(new ToyCatalog(), log(HUNG));
      assertThat(run.status).isZero();
      assertThat(run.out)
          .startsWith("lines 1-7: INFO: task ksgxd:70 blocked")
          .contains("REPRODUCED on v5 / oom-vs-mmap: a task waits for ever");
      assertThat(run.err).isEmpty();
    }

    @Test
    void exitsWith1IfThereIsNone() throws IOException {
      Run run = run(new ToyCatalog(), log(NOT_THERE));
      assertThat(run.status).isEqualTo(1);
      assertThat(run.out).contains("NOT REPRODUCED: a task waits for ever");
    }

    @Test
    void exitsWith2IfItIsNotModelled() throws IOException {
      Run run = run(new ToyCatalog(), log(ELSEWHERE));
      assertThat(run.status).isEqualTo(2);
      assertThat(run.out).contains("jbd2:71 is in no function of the model: ext4_commit");
      assertThat(run.err).isEmpty();
    }

    @Test
    void exitsWith3IfTheTimeIsOver() throws IOException {
      Run run = run(new ToyCatalog(), log(HUNG), "--budget", "0s");
      assertThat(run.status).isEqualTo(3);
      assertThat(run.out).contains("1 case not explored in full: a longer --budget may find it");
    }

    @Test
    void ofSeveralReportsTheWorstOneDecides() throws IOException {
      String dots = "\n[ 1.0] some other line\n";
      Run good = run(new ToyCatalog(), log(HUNG + dots, HUNG.replace(":70", ":90")));
      assertThat(good.status).isZero();
      Run none = run(new ToyCatalog(), log(irq() + dots, HUNG));
      assertThat(none.status).isEqualTo(2);
      assertThat(none.out).contains("interrupt context is not modelled", "REPRODUCED on v5");
    }

    private String irq() {
      return Samples.ours("irq-inversion.txt");
    }

    @Test
    void readsStandardInput() {
      InputStream before = System.in;
      System.setIn(new ByteArrayInputStream(HUNG.getBytes(StandardCharsets.UTF_8)));
      try {
        assertThat(run(new ToyCatalog(), "-").status).isZero();
      } finally {
        System.setIn(before);
      }
    }

    @Test
    void looksOnlyWhereItIsToldTo() throws IOException {
      assertThat(run(new ToyCatalog(), log(HUNG), "-r", "mainline").status).isEqualTo(1);
      assertThat(run(new ToyCatalog(), log(HUNG), "-s", "oom-vs-mmap").status).isZero();
      Run patched =
          run(
              new ToyCatalog(),
              resource("toy-use-after-free.txt"),
              "-p",
              "no-isolation-ref",
              "-s",
              "close-vs-reclaim");
      assertThat(patched.status).isZero();
      assertThat(patched.out)
          .contains(
              "no-isolation-ref: a reclaimer isolates a page without a reference to its enclave");
    }

    /** The locks of a patched driver are known too. */
    @Test
    void knowsTheLocksOfWhatItLooksAt() throws IOException {
      String text = Files.readString(Path.of(resource("oom-splat.txt")));
      Run run =
          run(
              new ToyCatalog(),
              log(text.replace("encl->", "enclave->")),
              "-r",
              "v5",
              "-p",
              "no-isolation-ref",
              "-s",
              "oom-vs-mmap");
      assertThat(run.status).isZero();
    }

    @Test
    void saysWhatIsWrong() throws IOException {
      complains(run(new ToyCatalog(), "/no/where.txt"), "no such file: /no/where.txt");
      complains(run(new ToyCatalog(), folder.toString()), "cannot read " + folder);
      complains(run(new ToyCatalog(), log("usb 1-1: hello")), "no report of a kernel in ");
      complains(run(new ToyCatalog()), "missing required parameter");
    }

    @ParameterizedTest
    @CsvSource({
      "-r, v55, unknown revision 'v55'; did you mean v5?",
      "-p, no-isolation-rev, unknown patch 'no-isolation-rev'; did you mean no-isolation-ref?",
      "-s, last-pgae, unknown scenario 'last-pgae'; did you mean last-page?",
      "-s, /no/where.yaml, no such file: /no/where.yaml",
      "--budget, 60, '60' is no duration",
    })
    void saysWhichOptionIsWrong(String option, String value, String what) throws IOException {
      complains(run(new ToyCatalog(), log(HUNG), option, value), what);
    }

    @Test
    void aFileThatIsOfNoUseIsNotPassedOver() throws IOException {
      String bad = Files.writeString(folder.resolve("bad.yaml"), "toi: x").toString();
      complains(
          run(new ToyCatalog(), log(HUNG), "-s", "oom-vs-mmap", "-s", bad), "unknown toy 'toi: x'");
    }
  }

  /** Bugs of the history, from reports as the field would send them. */
  @Nested
  class OfTheHistory {
    private Run shipped(String file, String... more) {
      String[] args = Stream.concat(Stream.of(file, "-q"), Stream.of(more)).toArray(String[]::new);
      return run(new ShippedCatalog(), args);
    }

    @ParameterizedTest
    @CsvSource({
      "fork-hung.txt,   mainline + fork-deadlock / fork-vs-reclaim,   FORKDL",
      "mmput-hung.txt,  mainline + mmput-in-srcu / close-vs-reclaim,  MMPUT",
      "secs-oops.txt,   mainline + eaug-null-secs / eaug-vs-evict,    SECSNULL",
      "mmrel-kasan.txt, mainline + no-mm-ref / close-vs-notifier,     MMREL",
    })
    void areFoundAgain(String file, String where, String bug) {
      Run run = shipped(resource(file));
      assertThat(run.status).isZero();
      assertThat(run.out).contains("REPRODUCED on " + where + ":", ": " + bug);
    }

    @Test
    void theKillerThatHeldTheLockIsFoundOnV2() {
      Run run = shipped(resource("oom-splat.txt"));
      assertThat(run.status).isZero();
      assertThat(run.out).contains("REPRODUCED on v2 / mprotect-vs-kill: a cycle of 3 locks");
    }

    @Test
    void andCannotDoSoOnV5() {
      Run run =
          shipped(
              resource("oom-splat.txt"),
              "-r",
              "v5",
              "-s",
              "mprotect-vs-kill",
              "-s",
              "split-vs-kill");
      assertThat(run.status).isEqualTo(1);
      List<String> never = run.out.lines().filter(line -> line.contains("NEVER HERE")).toList();
      assertThat(never).hasSize(1);
      assertThat(run.out)
          .contains("THE CYCLE CANNOT ARISE on v5")
          .containsSubsequence("-> #0 &encl->srcu, waited for with &encl->lock held", "NEVER HERE");
    }

    @ParameterizedTest
    @CsvSource({
      "01, mainline + fork-deadlock / fork-vs-reclaim",
      "02, mainline + mmput-in-srcu / close-vs-reclaim",
      "04, mainline + eaug-null-secs / eaug-vs-evict",
    })
    void areFoundFromTheRealReports(String number, String where) {
      Run run = shipped(Samples.realFile(number).toString());
      assertThat(run.status).isZero();
      assertThat(run.out).contains("REPRODUCED on " + where);
    }

    @Test
    void oneOfAnotherSubsystemIsNotModelled() {
      Run run = shipped(Samples.realFile("06").toString());
      assertThat(run.status).isEqualTo(2);
      assertThat(run.out).contains("the lock &q->elevator_lock is not in the model");
    }
  }
}
