package epcheck.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.cli.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter err = new StringWriter();

  private Progress progress(boolean interactive, boolean quiet) {
    return new Progress(
        new Terminal(
            new PrintWriter(new StringWriter()), new PrintWriter(err), interactive, false, false),
        quiet);
  }

  private static TestReport report() {
    Tally tally = new Tally(new Plan(Map.of(Toys.MUTEX, 1)), 1);
    tally.add(Toys.good(Toys.MUTEX));
    return tally.report(Toys.MUTEX);
  }

  private static void all(Progress progress) {
    progress.tick(0, 2, List.of("MutexTest.Contended"), 1.6);
    progress.done(1, 2, report(), 3);
    progress.tick(1, 2, List.of("A", "B"), 4);
    progress.clear();
    progress.clear();
  }

  @Test
  void rewritesOneLineOnATerminal() {
    all(progress(true, false));
    assertThat(err)
        .hasToString(
            "\r[1/2] 2 s: MutexTest.Contended"
                + "\r[2/2] 4 s: A, B"
                + " ".repeat(15)
                + "\r"
                + " ".repeat(15)
                + "\r");
  }

  @Test
  void aLineIsNoWiderThanATerminal() {
    progress(true, false).tick(0, 1, List.of("x".repeat(200)), 1);
    assertThat(err.toString()).hasSize(101);
  }

  @Test
  void saysALineForEachTestElsewhere() {
    all(progress(false, false));
    assertThat(err)
        .hasToString(
            "epcheck: [1/2] MutexTest.Contended: ok, 1,000 samples, 3 s" + System.lineSeparator());
  }

  @Test
  void canBeQuiet() {
    all(progress(true, true));
    all(progress(false, true));
    assertThat(err).hasToString("");
  }
}
