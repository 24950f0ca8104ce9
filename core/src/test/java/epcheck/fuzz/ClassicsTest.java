package epcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Exploration;
import epcheck.explore.Granularity;
import epcheck.fuzz.Interleavings.Classes;
import epcheck.fuzz.Interleavings.Script;
import epcheck.kernel.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Exact numbers on the classic benchmarks.
 *
 * <p>Sleep sets alone let through exactly one complete execution of each Mazurkiewicz class
 * (Godefroid 1996, theorem 5.2; what they do not avoid are executions that get stuck with all
 * enabled tasks asleep). So in trace mode the number of complete executions is the number of
 * classes: the published one where there is one, and that of {@link Interleavings} for small n.
 */
class ClassicsTest {
  private static final long LIMIT = 5_000_000;

  private static Exploration.Result matched(Model model, Granularity granularity) {
    return Exploration.of(model, granularity, true, true, LIMIT);
  }

  private static long completeTraces(Model model, Granularity granularity) {
    return Exploration.of(model, granularity, false, true, LIMIT).completeTraces();
  }

  private static void assertClasses(Model model, Script script, int threads, int memory, int all) {
    Classes classes = Interleavings.count(script, threads, memory);
    assertThat(classes.all()).as("classes by brute force").isEqualTo(all);
    for (Granularity granularity : Granularity.values()) {
      assertThat(completeTraces(model, granularity)).as("traces, %s", granularity).isEqualTo(all);
    }
  }

  /**
   * Readers and writer are done or not, and what was read is forgotten with the reader: 2^(n+1)
   * states.
   */
  @ParameterizedTest
  @CsvSource({"1, 4", "4, 32", "10, 2048", "15, 65536"})
  void readersHasAStateForEachSetOfTasksThatAreDone(int n, int states) {
    for (Granularity granularity : Granularity.values()) {
      Exploration.Result result = matched(Classics.readers(n), granularity);
      assertThat(result.states()).isEqualTo(states);
      assertThat(result.violations()).isEmpty();
      assertThat(result.stuck()).isEmpty();
    }
  }

  /** Published: 2^n. */
  @ParameterizedTest
  @CsvSource({"1, 2", "3, 8", "6, 64"})
  void readersHasTwoToTheNClasses(int n, int classes) {
    assertClasses(Classics.readers(n), Classics.readersScript(), n + 1, 1, classes);
  }

  @Test
  void readersHasTwoToTheNClassesForGreaterN() {
    assertThat(completeTraces(Classics.readers(9), Granularity.ACCESS)).isEqualTo(512);
  }

  /** Published: 2^(n-2) * (n+3). */
  @ParameterizedTest
  @CsvSource({"2, 5", "3, 12", "4, 28"})
  void lastZeroHasThePublishedClasses(int n, int classes) {
    assertClasses(Classics.lastZero(n), Classics.lastZeroScript(n), n + 1, n + 1, classes);
  }

  @ParameterizedTest
  @CsvSource({"5, 64", "6, 144"})
  void lastZeroHasThePublishedClassesForGreaterN(int n, int classes) {
    assertThat(completeTraces(Classics.lastZero(n), Granularity.ACCESS)).isEqualTo(classes);
  }

  @ParameterizedTest
  @CsvSource({"3, 109", "5, 1571", "8, 82600"})
  void lastZeroHasExactlySoManyStates(int n, int states) {
    for (Granularity granularity : Granularity.values()) {
      assertThat(matched(Classics.lastZero(n), granularity).states()).isEqualTo(states);
    }
  }

  /**
   * The published tables have 128 slots and collide from the 12th task on; this one collides at
   * once.
   */
  @ParameterizedTest
  @CsvSource({"2, 2, 1", "3, 1, 2", "3, 2, 30", "4, 1, 4"})
  void indexerHasTheClassesOfBruteForce(int n, int messages, int classes) {
    assertClasses(
        Classics.indexer(n, messages, 8), Classics.indexerScript(messages, 8), n, 8, classes);
  }

  @ParameterizedTest
  @CsvSource({"4, 2, 2069", "5, 2, 340882"})
  void indexerHasExactlySoManyStates(int n, int messages, int states) {
    for (Granularity granularity : Granularity.values()) {
      assertThat(matched(Classics.indexer(n, messages, 16), granularity).states())
          .isEqualTo(states);
    }
  }

  /**
   * Published for 26 blocks: 2^(n-13), since task i and task i + 13 want the same block. Scaled
   * down to 4 and 6 blocks: 2^(n-2) and 2^(n-3).
   */
  @ParameterizedTest
  @CsvSource({"2, 4, 1", "3, 4, 2", "3, 6, 1"})
  void fileSystemHasThePublishedClassesScaledDown(int n, int blocks, int classes) {
    assertClasses(
        Classics.fileSystem(n, 8, blocks),
        Classics.fileSystemScript(8, blocks),
        n,
        2 * 8 + 2 * blocks,
        classes);
  }

  @ParameterizedTest
  @CsvSource({"4, 6, 2", "5, 6, 4", "4, 4, 4"})
  void fileSystemHasThePublishedClassesScaledDownForGreaterN(int n, int blocks, int classes) {
    assertThat(completeTraces(Classics.fileSystem(n, 8, blocks), Granularity.LOCK))
        .isEqualTo(classes);
  }

  @ParameterizedTest
  @CsvSource({"3, 4, ACCESS, 729", "3, 4, LOCK, 36", "5, 6, ACCESS, 59049", "5, 6, LOCK, 432"})
  void fileSystemHasExactlySoManyStates(int n, int blocks, Granularity granularity, int states) {
    Exploration.Result result = matched(Classics.fileSystem(n, 8, blocks), granularity);
    assertThat(result.states()).isEqualTo(states);
    assertThat(result.promoted()).as("the locks guard what they are said to guard").isEmpty();
  }

  /**
   * Each fork goes to one neighbour first: 2^n ways, but the two cyclic ones are the same deadlock
   * and nothing.
   */
  @ParameterizedTest
  @CsvSource({"2, 3", "3, 7"})
  void philosophersHasTwoToTheNMinusOneClassesAndOneIsTheDeadlock(int n, int classes) {
    assertClasses(Classics.philosophers(n), Classics.philosophersScript(n), n, n, classes);
    assertThat(Interleavings.count(Classics.philosophersScript(n), n, n).deadlocks()).isEqualTo(1);
    assertThat(matched(Classics.philosophers(n), Granularity.LOCK).stuck()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"4, 15", "5, 31", "6, 63"})
  void philosophersHasTwoToTheNMinusOneClassesForGreaterN(int n, int classes) {
    for (Granularity granularity : Granularity.values()) {
      assertThat(completeTraces(Classics.philosophers(n), granularity)).isEqualTo(classes);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, ACCESS, 87", "3, LOCK, 27", "8, ACCESS, 153631", "8, LOCK, 6561"})
  void philosophersHasExactlySoManyStatesAndOneDeadlock(
      int n, Granularity granularity, int states) {
    Exploration.Result result = matched(Classics.philosophers(n), granularity);
    assertThat(result.states()).isEqualTo(states);
    assertThat(result.stuck()).hasSize(1);
  }

  /** A sleep set that prunes too little or too much shows here, even where no state is lost. */
  @Test
  void statesAndTransitionsAreExactlySoMany() {
    assertThat(Classics.counts()).isEqualTo(Classics.COUNTS);
  }
}
