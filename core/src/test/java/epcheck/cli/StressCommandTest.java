package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stress tests are not in this jar, whatever is asked of them. */
class StressCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "--mode tough SpinLockTest", "--help"})
  void saysWhereTheyAre(String arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);
    int status = new Main(terminal, new ToyCatalog()).run(("stress " + arguments).split(" "));
    assertThat(status).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith("epcheck: the stress tests have a jar of their own")
        .contains("./epcheck stress");
    assertThat(err.toString().lines()).hasSize(2);
  }
}
