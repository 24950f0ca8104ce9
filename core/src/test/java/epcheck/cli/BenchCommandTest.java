package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.report.Golden;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong before anything is measured. */
class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);
    return new Main(terminal, new ToyCatalog()).run(args);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "601"})
  void secondsHaveBounds(String seconds) {
    assertThat(run("bench", "--seconds", seconds)).isEqualTo(2);
    assertThat(err.toString()).contains("must be from 1 to 600, not " + seconds);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void refusesAFileThatCannotBeWrittenBeforeItMeasures(@TempDir Path folder) {
    String file = folder.resolve("missing").resolve("benchmark.md").toString();
    assertThat(run("bench", "--markdown", file)).isEqualTo(2);
    assertThat(err.toString()).startsWith("epcheck: cannot write " + file);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helps() {
    assertThat(run("bench", "--help")).isZero();
    Golden.check("help-bench.golden", out.toString().replaceAll("(?m) +$", ""));
  }
}
