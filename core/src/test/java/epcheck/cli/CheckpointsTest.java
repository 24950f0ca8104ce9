package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import epcheck.scenario.RecordedVerdicts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A search that was killed is gone on with by the same command. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckpointsTest {
  private static final String SCENARIO = "inside-vs-kill";
  private static final int SIGKILL = 128 + 9;

  @TempDir private Path folder;

  private Path checkpoint() {
    return folder.resolve("search.ckpt");
  }

  /** What it says on stderr goes to a file. */
  private Process start(String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("check", "-q", "--no-minimize", "--checkpoint"));
    args.add(checkpoint().toString());
    args.addAll(List.of(more));
    return OwnProcess.of(args.toArray(String[]::new))
        .redirectError(folder.resolve("stderr").toFile())
        .start();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("stderr"));
  }

  private void killWhenThereIsANewCheckpoint() throws Exception {
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Process process = start("-s", SCENARIO, "--checkpoint-every", "10ms", "--json", "-");
      boolean written = false;
      while (!written) {
        WatchKey key = watch.take();
        for (WatchEvent<?> event : key.pollEvents()) {
          written |= checkpoint().getFileName().equals(event.context());
        }
        key.reset();
      }
      process.destroyForcibly();
      assertThat(process.waitFor()).isEqualTo(SIGKILL);
    }
  }

  @Test
  void killedAndOutOfBudgetItComesToTheSameVerdictWithTheSameCounts() throws Exception {
    killWhenThereIsANewCheckpoint();
    killWhenThereIsANewCheckpoint();
    Process brief = start("-s", SCENARIO, "--budget", "100ms");
    brief.getInputStream().readAllBytes();
    brief.waitFor();
    assertThat(said()).contains("has the search so far; the same command goes on with it");
    Process last = start("-s", SCENARIO, "--json", "-");
    JsonNode verdict;
    try (InputStream out = last.getInputStream()) {
      verdict = new ObjectMapper().readTree(out).get("verdicts").get(0);
    }
    assertThat(last.waitFor()).as(said()).isEqualTo(ExitStatus.VIOLATED);
    RecordedVerdicts.Entry recorded =
        RecordedVerdicts.load().stream()
            .filter(e -> e.revision().equals("v5") && e.scenario().equals(SCENARIO))
            .findFirst()
            .orElseThrow();
    assertThat(verdict.get("complete").asBoolean()).isTrue();
    assertThat(verdict.get("states").asLong()).isEqualTo(recorded.states());
    assertThat(verdict.get("violations"))
        .extracting(v -> v.get("oracle").asText() + "@" + v.get("function").asText())
        .containsExactlyInAnyOrderElementsOf(recorded.violations());
    assertThat(checkpoint()).doesNotExist();
  }

  private String refusal(String... more) throws Exception {
    Process process = start(more);
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isEqualTo(ExitStatus.BAD_INPUT);
    return said();
  }

  @Test
  void whatIsDamagedOrNoCheckpointIsRefusedAndLeftAlone() throws Exception {
    killWhenThereIsANewCheckpoint();
    byte[] bytes = Files.readAllBytes(checkpoint());
    bytes[bytes.length / 2]++;
    Files.write(checkpoint(), bytes);
    assertThat(refusal("-s", SCENARIO))
        .isEqualTo(
            "epcheck: v5 / inside-vs-kill: --checkpoint: "
                + checkpoint()
                + " is damaged: its checksum is wrong; delete it to begin anew\n");
    String mine = "title: mine, and no checkpoint\n";
    Files.writeString(checkpoint(), mine, StandardCharsets.UTF_8);
    assertThat(refusal("-s", SCENARIO)).contains("is no checkpoint of this version of epcheck");
    assertThat(checkpoint()).hasContent(mine);
  }

  @Test
  void isForOneSearch() throws Exception {
    assertThat(refusal("-s", SCENARIO, "-s", "last-page"))
        .contains("is for one search, and these are 2; say which with -r and -s");
  }

  @Test
  void anotherSearchIsNotGoneOnWith() throws Exception {
    killWhenThereIsANewCheckpoint();
    assertThat(refusal("-s", "last-page"))
        .contains(
            "is of v5 / inside-vs-kill with --search states --granularity lock,\n  and this is");
  }
}
