package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script, in a shell. */
class CompletionTest {
  private static final Path BASH = Path.of("/bin/bash");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "che                    | check",
        "check --ju             | --junit",
        "check -s last-         | last-page",
        "check -r main          | mainline",
        "check -p no            | no-isolation-ref",
        "check --granularity ac | access",
        "check --search tr      | traces",
        "locks --format d       | dot",
        "schema va              | validate",
        "validate no-iso        | no-isolation-ref",
        "validate main          | mainline",
        "results fix            | fixes",
      })
  void completes(String typed, String to) throws Exception {
    assumeThat(BASH).isExecutable();
    StringWriter script = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(script), new PrintWriter(new StringWriter()), false, false, false);
    assertThat(new Main(terminal, new ToyCatalog()).run("completion")).isZero();
    Path file = Files.writeString(folder.resolve("completion"), script.toString());
    String line = "epcheck " + typed;
    int last = line.split(" ").length - 1;
    String shell =
        "source %s; COMP_LINE='%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_epcheck;"
                .formatted(file, line, line, last)
            + " printf '%s\\n' \"${COMPREPLY[@]}\"";
    Process bash =
        new ProcessBuilder(BASH.toString(), "--norc", "-c", shell)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> words = bash.inputReader().lines().map(String::strip).toList();
    assertThat(words).containsExactly(to);
  }
}
