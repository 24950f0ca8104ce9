package epcheck.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StressRunTest {
  @TempDir private Path folder;

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void countsTestsAndSamplesOfEachJdk() throws IOException {
    write(
        "jdk-25.json",
        """
        {"where": {"jdk": 25}, "tests": [
          {"verdict": "PASSED", "sightings": [{"outcome": "x", "count": 5}, {"count": 6}]},
          {"verdict": "SEEN", "sightings": [{"count": 7}]},
          {"verdict": "FAILED", "sightings": []},
          {"verdict": "SKIPPED", "sightings": []}]}
        """);
    write("jdk-9.json", "{\"where\": {\"jdk\": 9}, \"tests\": []}");
    write("README.md", "no run");
    assertThat(StressRun.all(folder))
        .containsExactly(new StressRun(9, 0, 0, 0, 0, 0), new StressRun(25, 3, 2, 1, 1, 18));
  }

  @Test
  void isNotThereWithoutAFolder() throws IOException {
    assertThat(StressRun.all(folder.resolve("stress"))).isEmpty();
  }

  @Test
  void saysWhichFileIsNoReport() throws IOException {
    write("jdk-17.json", "{\"where\": {}}");
    assertThatThrownBy(() -> StressRun.all(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("jdk-17.json is no report of './epcheck stress --results'");
  }
}
