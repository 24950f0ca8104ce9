package epcheck.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PanOutputTest {
  private static final String SAMPLE =
      """
      pan:1: invalid end state (at depth 3)

      State-vector 44 byte, depth reached 12, errors: 2
           2500 states, stored
           3700 states, matched
           6200 transitions (= stored+matched)
              0 atomic steps
      hash conflicts:        17 (resolved)

      Stats on memory usage (in Megabytes):
          0.172\tequivalent memory usage for states (stored*(State-vector + overhead))
          0.125\tactual memory usage for states (compression: 72.67%)
               \tstate-vector as stored = 32 byte + 20 byte overhead
          0.500\tmemory used for hash table (-w16)
          0.001\tmemory used for DFS stack (-m22)
          0.700\ttotal actual memory usage


      pan: elapsed time 0.25 seconds
      pan: rate     10000 states/second
      """;

  @Test
  void readsTheFigures() throws PeerFailed {
    assertThat(PanOutput.parse(SAMPLE))
        .isEqualTo(new PanOutput(2500, 6200, 0.25, (1 << 20) * 5 / 8, true));
  }

  @Test
  void readsTheFiguresOfAReducedSearch() throws PeerFailed {
    // With reduction some versions add how often stored states were visited.
    String text = SAMPLE.replace("2500 states, stored", "2500 states, stored (2600 visited)");
    assertThat(PanOutput.parse(text).states()).isEqualTo(2500);
  }

  @Test
  void readsLargeAndRoundNumbers() throws PeerFailed {
    String text =
        SAMPLE
            .replace("    2500 states", "1.25e+09 states")
            .replace("    6200 transitions", "2.5e+10 transitions")
            .replace("0.25 seconds", "1.2e+03 seconds");
    PanOutput output = PanOutput.parse(text);
    assertThat(output.states()).isEqualTo(1_250_000_000L);
    assertThat(output.transitions()).isEqualTo(25_000_000_000L);
    assertThat(output.seconds()).isEqualTo(1200);
  }

  @Test
  void doesWithoutTheMemory() throws PeerFailed {
    String text =
        SAMPLE
            .lines()
            .filter(line -> !line.contains("memory usage"))
            .reduce("", PanOutputTest::join);
    assertThat(PanOutput.parse(text).bytes()).isZero();
    assertThat(PanOutput.parse(text).states()).isEqualTo(2500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"error: max search depth too small\n", "Warning: Search not completed\n"})
  void seesThatTheSearchIsNotComplete(String warning) throws PeerFailed {
    assertThat(PanOutput.parse(warning + SAMPLE).complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"states, stored", "transitions", "elapsed time"})
  void saysWhichFigureIsMissing(String figure) {
    String text =
        SAMPLE.lines().filter(line -> !line.contains(figure)).reduce("", PanOutputTest::join);
    assertThatThrownBy(() -> PanOutput.parse(text))
        .isInstanceOf(PeerFailed.class)
        .hasMessage("pan did not print \"" + figure + "\"");
  }

  private static String join(String text, String line) {
    return text + line + "\n";
  }

  @ParameterizedTest
  @CsvSource({"1,10", "1432548,21", "1500000,22", "734003,20"})
  void givesPanATableAsFullAsOurs(long states, int bits) {
    assertThat(Spin.tableBits(states)).isEqualTo(bits);
  }
}
