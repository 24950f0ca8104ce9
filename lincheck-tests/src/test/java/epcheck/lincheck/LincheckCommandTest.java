package epcheck.lincheck;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.cli.ExitStatus;
import epcheck.cli.ShippedCatalog;
import epcheck.cli.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code epcheck lincheck}, from the command line to the pages. */
class LincheckCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);
    return Main.run(terminal, new ShippedCatalog(), args);
  }

  @Test
  void oneCaseIsALineOnTheTerminalARowOfThePageAndATraceBesideTheExplorers(@TempDir Path folder)
      throws IOException {
    int status =
        run("--invocations", "20", "--results", folder.toString(), "-r", "v5", "split-vs-kill");
    assertThat(status).isEqualTo(ExitStatus.OK);
    assertThat(out.toString())
        .containsPattern("v5 / split-vs-kill +null-dereference at 1 +20 ")
        .endsWith("1 compared, 1 agree, 0 disagree\n");
    assertThat(Files.readString(folder.resolve("README.md")))
        .contains("1 cases. They agree on all:")
        .contains("| [v5 / split-vs-kill](traces/v5.split-vs-kill.txt) | null-dereference | 1 |");
    assertThat(Files.readString(folder.resolve("traces/v5.split-vs-kill.txt")))
        .startsWith("v5 / split-vs-kill: null-dereference\n\nLincheck: schedule 1, after")
        .contains("The explorer:\n\nVIOLATED  v5 / split-vs-kill: null-dereference")
        .contains("==== null-dereference: NULL pointer dereference");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --invocations 0 last-page | --invocations is 0; write 1 or more
          -r v7 last-page           | unknown revision 'v7'
          lost-page                 | no file and no shipped scenario 'lost-page'; did you mean last-page?
          --invocation 3            | unknown option '--invocation'; did you mean --invocations?
          --results /dev/null/x     | cannot make the folder /dev/null/x
          """)
  void badInputIsToldInALine(String arguments, String message) {
    assertThat(run(arguments.split(" "))).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(err.toString()).startsWith("epcheck: " + message).doesNotContain("\tat ");
    assertThat(out.toString()).isEmpty();
  }
}
