package epcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
  private final StringWriter err = new StringWriter();
  private long now;

  private Terminal terminal(boolean interactive) {
    PrintWriter none = new PrintWriter(new StringWriter());
    return new Terminal(none, new PrintWriter(err), interactive, false, false);
  }

  /** Of searches that nobody knows the size of. */
  private ProgressLine line(boolean interactive, boolean quiet, int jobs) {
    List<Long> sizes = Collections.nCopies(jobs, 0L);
    return new ProgressLine(terminal(interactive), quiet, sizes, 200, () -> now);
  }

  /** Of searches of these sizes, on a terminal. */
  private ProgressLine line(int columns, Long... sizes) {
    return new ProgressLine(terminal(true), false, List.of(sizes), columns, () -> now);
  }

  /** A search that begins with its first state. */
  private static Progress begin(ProgressLine line, String name, long size) {
    Progress progress = line.begin(name, size);
    progress.at(0, 0, 0, 0);
    return progress;
  }

  /** What is to be seen on the terminal now. */
  private String shown() {
    return err.toString().replaceFirst("(?s).*\\r", "");
  }

  private void after(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void rewritesALineOnATerminal() {
    ProgressLine line = line(true, false, 12);
    Progress first = line.begin("v5 / last-page", 0);
    Progress second = line.begin("v5 / fault-vs-kill", 0);
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
    Progress progress = line.begin("v5 / last-page", 0);
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
      Progress progress = line.begin("v5 / last-page", 0);
      after(60_000);
      progress.at(1, 1, 1, 60);
      line.clear();
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void tellsWhatPartIsDoneAndHowLongTheRestTakes() {
    ProgressLine line = line(120, 33_012_345L);
    Progress progress = begin(line, "v5 / kill-vs-exit", 33_012_345);
    after(2_000);
    progress.at(1_000_000, 1, 700, 2);
    assertThat(shown())
        .isEqualTo(
            "[----------] 3%  v5 / kill-vs-exit: 1,000,000 of 33,012,345 states, 500,000/s, depth"
                + " 700, 2 s");
    after(27_000);
    progress.at(14_500_000, 1, 812, 29);
    assertThat(shown().stripTrailing())
        .isEqualTo(
            "[####------] 43%, 0:38 left  v5 / kill-vs-exit: 14,500,000 of 33,012,345 states,"
                + " 500,000/s, depth 812");
  }

  @Test
  void thePartThatIsDoneFallsBackWithASearchThatStartsOver() {
    ProgressLine line = line(120, 1_000L);
    Progress progress = begin(line, "v5 / last-page", 1_000);
    after(5_000);
    progress.at(500, 1, 7, 5);
    assertThat(shown()).startsWith("[#####-----] 50%, 0:05 left  v5 / last-page: 500 of 1,000");
    after(1_000);
    progress.at(100, 1, 7, 6);
    assertThat(shown()).startsWith("[#---------] 10%, 0:09 left  v5 / last-page: 100 of 1,000");
  }

  @Test
  void makesNoGuessOnceThereAreMoreStatesThanRecorded() {
    ProgressLine line = line(120, 1_000L);
    Progress progress = begin(line, "v5 / last-page", 1_000);
    after(5_000);
    progress.at(1_001, 1, 7, 5);
    assertThat(shown()).isEqualTo("v5 / last-page: 1,001 states, 200/s, depth 7, 5 s");
  }

  @Test
  void ofManyTellsWhatPartOfAllIsDone() {
    ProgressLine line = line(120, 100L, 300L, 9_600L);
    begin(line, "v5 / fault-vs-kill", 100);
    line.end("v5 / fault-vs-kill");
    Progress second = begin(line, "v5 / last-page", 300);
    Progress third = begin(line, "v5 / kill-vs-exit", 9_600);
    third.at(4_800, 1, 1, 4);
    after(5_000);
    second.at(100, 1, 7, 5);
    assertThat(shown())
        .isEqualTo(
            "[#####-----] 50%, 0:05 left  [2/3] v5 / last-page: 100 of 300 states, 20/s, depth 7");
  }

  @Test
  void ofManyWithOneOfUnknownSizeOnlyCounts() {
    ProgressLine line = line(120, 300L, 0L);
    Progress progress = begin(line, "v5 / last-page", 300);
    after(5_000);
    progress.at(100, 1, 7, 5);
    assertThat(shown()).isEqualTo("[1/2] v5 / last-page: 100 of 300 states, 20/s, depth 7, 5 s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "86 | [#####-----] 50%, 1:00:00 left  [1/2] v5 / last-page: 500 of 501 states, 0/s, depth 7",
        "85 | [#####-----] 50%, 1:00:00 left  [1/2] v5 / last-page: 500 of 501 states, 0/s",
        "76 | [#####-----] 50%, 1:00:00 left  [1/2] v5 / last-page: 500 of 501 states",
        "71 | [#####-----] 50%, 1:00:00 left  [1/2] v5 / last-page: 500 states",
        "64 | 50%, 1:00:00 left  [1/2] v5 / last-page: 500 states",
        "51 | 50%, 1:00:00 left  [1/2] v5 / last-page",
        "39 | 50%, 1:00:00 left  [1/2] v5 / last-pag",
      })
  void aNarrowTerminalDoesWithoutWhatMattersLeast(int columns, String expected) {
    ProgressLine line = line(columns, 501L, 499L);
    Progress progress = begin(line, "v5 / last-page", 501);
    after(3_600_000);
    progress.at(500, 1, 7, 3_600);
    assertThat(shown()).isEqualTo(expected);
  }

  @Test
  void neverFillsTheLastColumn() {
    for (int columns = 10; columns < 120; columns++) {
      ProgressLine line = line(columns, 33_052_292L, 10_855_384L);
      Progress progress = begin(line, "v5-fixed + a-patch-of-mine / kill-vs-exit", 33_052_292);
      for (long states = 1; states < 34_000_000; states *= 3) {
        after(7_000);
        progress.at(states, 1, (int) states % 900, states / 1_000.0);
        assertThat(shown()).hasSizeLessThan(columns);
      }
    }
  }

  @Test
  void elsewhereTheFactsAreTheSame() {
    ProgressLine line = new ProgressLine(terminal(false), false, List.of(1_000L), 40, () -> now);
    Progress progress = begin(line, "v5 / last-page", 1_000);
    after(10_000);
    progress.at(500, 1, 7, 10);
    assertThat(err.toString().strip())
        .isEqualTo("epcheck: 50%, 0:10 left  v5 / last-page: 500 of 1,000 states, 50/s, depth 7");
  }

  @ParameterizedTest
  @CsvSource({"132, 132", "'', 80", ", 80", "0, 80", "-5, 80", "many, 80", "5, 80"})
  void aTerminalHas80ColumnsUnlessToldOtherwise(String said, int columns) {
    assertThat(Terminal.columns(said)).isEqualTo(columns);
  }
}
