package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter err = new StringWriter();
  private long now;

  private ProgressLine line(boolean interactive, boolean quiet, int jobs) {
    PrintWriter none = new PrintWriter(new StringWriter());
    Terminal terminal = new Terminal(none, new PrintWriter(err), interactive, false, false);
    return new ProgressLine(terminal, quiet, jobs, () -> now);
  }

  private void after(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void rewritesALineOnATerminal() {
    ProgressLine line = line(true, false, 12);
    Progress first = line.begin("v5 / last-page");
    Progress second = line.begin("v5 / fault-vs-kill");
    after(300);
    first.at(1_204_000, 2_000_000, 61, 2);
    second.at(7, 7, 7, 2);
    assertThat(err.toString())
        .isEqualTo("\r[1/12] v5 / last-page: 1,204,000 states, 602,000/s, depth 61, 2 s");
    line.end("v5 / last-page");
    after(300);
    second.at(10, 10, 3, 5);
    assertThat(err.toString())
        .endsWith("\r[2/12] v5 / fault-vs-kill: 10 states, 2/s, depth 3, 5 s          ");
    line.clear();
    assertThat(err.toString()).endsWith(" \r");
  }

  @Test
  void saysALineEveryTenSecondsElsewhere() {
    ProgressLine line = line(false, false, 1);
    Progress progress = line.begin("v5 / last-page");
    for (int i = 1; i <= 250; i++) {
      after(100);
      progress.at(i, i, i, i / 10.0);
    }
    line.clear();
    assertThat(err.toString().lines())
        .containsExactly(
            "epcheck: v5 / last-page: 100 states, 10/s, depth 100, 10 s",
            "epcheck: v5 / last-page: 200 states, 10/s, depth 200, 20 s");
  }

  @Test
  void saysNothingIfAskedTo() {
    for (boolean interactive : new boolean[] {true, false}) {
      ProgressLine line = line(interactive, true, 1);
      Progress progress = line.begin("v5 / last-page");
      after(60_000);
      progress.at(1, 1, 1, 60);
      line.clear();
    }
    assertThat(err.toString()).isEmpty();
  }
}
