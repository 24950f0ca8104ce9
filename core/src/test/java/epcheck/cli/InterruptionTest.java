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

  /** The program, as a process of its own. */
  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "-XX:-OmitStackTraceInFastThrow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("epcheck.cli.Main");
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("GITHUB_ACTIONS");
    builder.environment().remove("GITHUB_STEP_SUMMARY");
    return builder.start();
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
