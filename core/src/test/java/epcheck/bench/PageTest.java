package epcheck.bench;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.report.Golden;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is printed, with figures made up. */
class PageTest {
  private static final Surroundings MACHINE =
      new Surroundings(
          "ACME 9000", 2, 16, 0.1, "Linux 6.5", "ACME VM 17", LocalDate.of(2024, 2, 29));

  private static Series series(String name, long states, long transitions, double... seconds) {
    return new Series(
        name,
        DoubleStream.of(seconds)
            .mapToObj(s -> new Sample(states, transitions, s, 20 * states, true))
            .toList());
  }

  private static final List<Series> EXPLORER =
      List.of(
          series("epcheck", 1_000_000, 1_500_000, 1, 2, 1.25),
          series("epcheck, no sleep sets", 1_000_000, 4_999_999, 4, 2, 2.5));

  private static final List<Series> PEER =
      List.of(
          series("SPIN", 1_000_000, 5_000_000, 2, 4, 2),
          series("SPIN, reduced", 1_000_000, 5_000_000, 1, 2, 2),
          series("SPIN, hashes", 999_990, 4_999_900, 1, 1, 1));

  private static final List<Series> SCENARIOS =
      List.of(
          series("v5 / last-page", 1204, 2048, 0.001, 0.002),
          new Series(
              "v5 / a-scenario-with-quite-a-long-name",
              List.of(new Sample(30_000_000, 40_000_000, 20, 600_000_000, false))));

  private static Page page(List<Series> explorer, List<Series> peer, String version) {
    return new Page(
        new Measurements(
            new Philosophers(8, 1, 4),
            explorer,
            peer,
            version,
            SCENARIOS,
            List.of("Left out for want of time: mainline / close-vs-reclaim."),
            2,
            MACHINE));
  }

  @Test
  void printsATable() {
    Page page = page(EXPLORER, PEER, "Spin Version 6, gcc 12");
    assertThat(page.agrees()).isTrue();
    Golden.check("bench.golden", String.join("\n", page.text()) + "\n");
  }

  @Test
  void fits100Columns() {
    Page page = page(EXPLORER, PEER, "Spin Version 6.5.2, gcc (Debian 12.2.0-14+deb12u1) 12.2.0");
    assertThat(page.text()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(page.text()).allSatisfy(line -> assertThat(line).doesNotEndWith(" "));
  }

  @Test
  void writesTheSameAsMarkdown() {
    List<String> lines = page(EXPLORER, PEER, "Spin Version 6, gcc 12").markdown();
    assertThat(lines)
        .startsWith("# Benchmark", "")
        .containsSequence(
            "## Shipped scenarios",
            "",
            "|  | states | k/s | min-max | transitions | k/s | B/state | runs |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
            "| v5 / last-page | 1,204 | 903 | 602-1,204 | 2,048 | 1,536 | 20.0 | 2 |")
        .contains("- Machine: ACME 9000, 2 cores, 16.0 GiB, load 0.1 at the beginning")
        .endsWith("- Date: 2024-02-29");
  }

  @Test
  void goesOnWithoutThePeer() {
    Page page = page(EXPLORER, List.of(), "No SPIN to compare with: not installed: gcc.");
    assertThat(page.agrees()).isTrue();
    assertThat(page.text())
        .contains("No SPIN to compare with: not installed: gcc.", "Shipped scenarios")
        .noneMatch(line -> line.contains("epcheck / SPIN"));
  }

  @Test
  void tellsOfStatesThatDiffer() {
    Page page =
        page(
            EXPLORER,
            List.of(series("SPIN", 1_000_001, 5_000_000, 1), PEER.get(1), PEER.get(2)),
            "Spin");
    assertThat(page.agrees()).isFalse();
    assertThat(page.text()).contains("MISMATCH: SPIN has 1,000,001 states, not 1,000,000.");
  }

  @Test
  void tellsOfTransitionsThatDiffer() {
    Page page = page(EXPLORER, List.of(series("SPIN", 1_000_000, 5_000_001, 1)), "Spin");
    assertThat(page.agrees()).isFalse();
    assertThat(page.text())
        .contains("MISMATCH: epcheck, no sleep sets takes 4,999,999 transitions, SPIN 5,000,000.");
  }

  @Test
  void doesNotCompareASearchThatWasCut() {
    Series cut = new Series("epcheck", List.of(new Sample(5, 5, 20, 100, false)));
    Page page = page(List.of(cut, EXPLORER.get(1)), PEER, "Spin");
    assertThat(page.agrees()).isTrue();
    assertThat(page.text())
        .contains("epcheck did not come to its end, so its states are not compared.");
  }

  @Test
  void takesTheMedian() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(4, 1, 2, 8)).isEqualTo(new Spread(3, 1, 8));
  }

  @Test
  void findsTheProcessorsName() {
    assertThat(Surroundings.cpuModel(Stream.of("processor\t: 0", "model name\t: ACME 9000")))
        .contains("ACME 9000");
  }
}
