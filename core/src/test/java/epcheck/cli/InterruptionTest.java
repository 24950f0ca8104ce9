package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is told to stop says what was found until then. */
class InterruptionTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private static Process start(String... args) throws IOException {
    return OwnProcess.of(args).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void sigtermLeavesTheVerdictsThatThereAre() throws Exception {
    // One trace after the other, nobody comes to the end of the second one.
    Process process =
        start(
            "check",
            "--search",
            "traces",
            "-s",
            "split-vs-kill",
            "-s",
            "kill-vs-exit",
            "--json",
            file("v.json"),
            "--junit",
            file("v.xml"),
            "--sarif",
            file("v.sarif"));
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      lines.add(out.readLine());
      // Process.destroy() would close the pipe, too.
      process.toHandle().destroy();
      out.lines().forEach(lines::add);
    } finally {
      process.waitFor();
    }
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(lines.get(0)).startsWith("VIOLATED  v5 / split-vs-kill: ");
    assertThat(lines).contains("INCONCLUSIVE  v5 / kill-vs-exit: interrupted; no violation so far");
    JsonNode verdicts = MAPPER.readTree(Path.of(file("v.json")).toFile()).get("verdicts");
    assertThat(verdicts.findValuesAsText("verdict")).containsExactly("violated", "inconclusive");
    assertThat(verdicts.get(1).get("incompleteBecause").asText()).isEqualTo("interrupted");
    assertThat(Files.readString(Path.of(file("v.xml")))).contains("message=\"interrupted\"");
    assertThat(MAPPER.readTree(Path.of(file("v.sarif")).toFile()).get("runs")).hasSize(1);
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theTourSaysHowFarItCame() throws Exception {
    Process process = start("-q");
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      lines.add(out.readLine());
      lines.add(out.readLine());
      process.toHandle().destroy();
      out.lines().forEach(lines::add);
    } finally {
      process.waitFor();
    }
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(lines.get(1)).startsWith("v2 ").contains("last-page");
    assertThat(lines.get(lines.size() - 1))
        .matches("Stopped after \\d+ of 356 verdicts; they are as recorded\\.");
  }

  @Test
  void whoIsNotStoppedEndsWithAStatusOfItsOwn() throws Exception {
    Process process = start("check", "-s", "split-vs-kill", "-q");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }
}
