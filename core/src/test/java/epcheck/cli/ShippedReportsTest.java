package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.report.Golden;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a kernel developer gets to read of the shipped scenarios, line by line, and the exit
 * statuses.
 */
class ShippedReportsTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);
    return new Main(terminal, new ShippedCatalog()).run(args);
  }

  @ParameterizedTest
  @CsvSource({
    "v5, last-page, 1",
    "v5, fault-vs-kill, 1",
    "v5, close-vs-reclaim, 0",
    "mainline, close-vs-reclaim, 0",
  })
  void readsAsItDid(String revision, String scenario, int status) {
    assertThat(run("check", "-r", revision, "-s", scenario)).isEqualTo(status);
    assertThat(err.toString()).isEmpty();
    Golden.check(
        "shipped-" + revision + "-" + scenario + ".golden", Golden.withoutFigures(out.toString()));
  }

  @ParameterizedTest
  @CsvSource({"put-before-relist", "mmput-in-srcu"})
  void readsAsItDidWithABugOfTheHistoryPutBack(String patch) {
    assertThat(run("check", "-r", "mainline", "-p", patch, "-s", "close-vs-reclaim")).isEqualTo(1);
    Golden.check("shipped-" + patch + ".golden", Golden.withoutFigures(out.toString()));
  }

  @Test
  void aTokenOfAReportReplaysTheSameViolation() {
    assertThat(run("check", "-r", "v5", "-s", "fault-vs-kill")).isEqualTo(1);
    String report = out.toString();
    String token =
        report.substring(report.indexOf("v5.fault-vs-kill.")).lines().findFirst().orElseThrow();
    out.getBuffer().setLength(0);
    assertThat(run("replay", token)).isEqualTo(1);
    assertThat(out.toString()).contains("==== stale-pte: page#2 is freed while a PTE of P->mm");
  }

  @Test
  void aLivelockOfTasksThatGoRoundIsToldByWhatTheyRun() {
    assertThat(run("check", "-r", "v5", "-s", "parent-limit")).isEqualTo(1);
    assertThat(out.toString())
        .contains("v5 / parent-limit: livelock in access B/1, reclaim(b)\n")
        .contains("==== livelock: Q, kworker/reclaim(b) can go round for ever\n");
  }

  @Test
  void aRevisionWithoutKillerCannotRunAKill() {
    assertThat(run("check", "-r", "mainline", "-s", "last-page")).isEqualTo(2);
    assertThat(err.toString())
        .contains("scenario last-page calls the OOM killer, which revision mainline does not have");
  }

  @Test
  void twoPatchesOfOneFunctionAreRefused() {
    assertThat(run("check", "-p", "reap-victims", "-p", "keep-mm-list", "-s", "last-page"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("patch keep-mm-list: conflicts with reap-victims: both override sgx_oom_encl()");
  }

  @Test
  void aBrokenScenarioFileCostsNoOtherResult() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "name: broken\nepcs: 3\n");
    assertThat(run("check", "-r", "mainline", "-s", "close-vs-reclaim", "-s", broken.toString()))
        .isEqualTo(2);
    assertThat(out.toString()).contains("PROVED  mainline / close-vs-reclaim");
    assertThat(err.toString()).contains("broken.yaml:2:1: unknown key 'epcs'").contains("epc");
  }
}
