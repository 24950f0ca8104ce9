package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not in this jar says where it is, whatever is asked of it. */
class OtherProgramsTest {
  @ParameterizedTest
  @CsvSource({
    "stress, stress-tests",
    "stress --mode tough SpinLockTest, stress-tests",
    "stress --help, stress-tests",
    "lincheck, lincheck-tests",
    "lincheck -r v5 last-page, lincheck-tests",
    "lincheck --help, lincheck-tests",
  })
  void areInAJarOfTheirOwn(String arguments, String module) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);
    int status = new Main(terminal, new ToyCatalog()).run(arguments.split(" "));
    assertThat(status).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith("epcheck: the ")
        .contains(module + "/target/" + module + ".jar")
        .contains("./epcheck " + arguments);
    assertThat(err.toString().lines()).hasSize(2);
  }
}
