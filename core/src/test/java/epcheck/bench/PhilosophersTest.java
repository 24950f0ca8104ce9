package epcheck.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.Options;
import epcheck.explore.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program that is measured is what it is said to be. */
class PhilosophersTest {
  private static Verdict explore(Philosophers program, boolean sleepSets) {
    Options options =
        new Options(Granularity.ACCESS, true, sleepSets, Duration.ofMinutes(5), Duration.ZERO);
    return new Explorer(program, options).run((states, transitions, depth, seconds) -> {});
  }

  /** The graph of all interleavings, with nothing but each one's program counter in a state. */
  private record Graph(long states, long transitions, long stuck) {

    static Graph of(Philosophers program) {
      int n = program.count();
      Set<List<Integer>> seen = new HashSet<>();
      Deque<List<Integer>> open = new ArrayDeque<>();
      List<Integer> start = Arrays.asList(new Integer[n]);
      start.replaceAll(pc -> 0);
      seen.add(start);
      open.add(start);
      long transitions = 0;
      long stuck = 0;
      while (!open.isEmpty()) {
        List<Integer> state = open.remove();
        int enabled = 0;
        boolean allDone = true;
        for (int i = 0; i < n; i++) {
          boolean done = state.get(i) == 4 * (program.rounds() + (i < program.hungry() ? 1 : 0));
          allDone &= done;
          int pc = state.get(i) % 4;
          boolean blocked = pc == 0 && taken(state, i) || pc == 1 && taken(state, (i + 1) % n);
          if (!done && !blocked) {
            enabled++;
            List<Integer> next = Arrays.asList(state.toArray(new Integer[0]));
            next.set(i, state.get(i) + 1);
            if (seen.add(next)) {
              open.add(next);
            }
          }
        }
        transitions += enabled;
        stuck += enabled == 0 && !allDone ? 1 : 0;
      }
      return new Graph(seen.size(), transitions, stuck);
    }

    /** The left fork of i is i: it is held left at 1, 2 and 3, and right at 2. */
    private static boolean taken(List<Integer> state, int fork) {
      int neighbour = (fork + state.size() - 1) % state.size();
      return state.get(fork) % 4 != 0 || state.get(neighbour) % 4 == 2;
    }
  }

  @ParameterizedTest
  @CsvSource({"2,1,0", "3,1,0", "3,2,0", "3,1,2", "4,1,1", "4,2,0", "5,1,0", "5,1,5"})
  void hasTheStatesOfItsNaiveEnumeration(int count, int rounds, int hungry) {
    Philosophers program = new Philosophers(count, rounds, hungry);
    Graph graph = Graph.of(program);

    Verdict plain = explore(program, false);
    assertThat(plain.complete()).isTrue();
    assertThat(plain.statistics().states()).isEqualTo(graph.states);
    assertThat(plain.statistics().transitions()).isEqualTo(graph.transitions);
    assertThat(plain.statistics().finalStates()).isEqualTo(1);
    assertThat(plain.result())
        .isEqualTo(graph.stuck > 0 ? Verdict.Result.VIOLATED : Verdict.Result.PROVED);

    Verdict pruned = explore(program, true);
    assertThat(pruned.complete()).isTrue();
    assertThat(pruned.statistics().states()).isEqualTo(graph.states);
    assertThat(pruned.statistics().transitions()).isLessThan(graph.transitions);
  }

  @Test
  void twoPhilosophersByHand() {
    // Each is at one of 5 places, without a fork at the first and the last: 16 pairs in which one
    // has none. Both can have one fork each, but not if both have eaten: 3 pairs more.
    assertThat(Graph.of(new Philosophers(2, 1, 0))).isEqualTo(new Graph(19, 22, 1));
  }

  @Test
  void isTheSameProgramInPromela() {
    assertThat(new Philosophers(3, 1, 2).promela())
        .isEqualTo(
            """
            byte fork[3];

            #define LEFT fork[_pid]
            #define RIGHT fork[(_pid + 1) % 3]

            inline eat() {
              d_step { LEFT == 0 -> LEFT = 1 };
              d_step { RIGHT == 0 -> RIGHT = 1 };
              RIGHT = 0;
              LEFT = 0
            }

            active [2] proctype hungry() {
              eat();
              eat();
            end: false
            }

            active [1] proctype other() {
              eat();
            end: false
            }
            """);
    assertThat(new Philosophers(3, 1, 0).promela()).doesNotContain("hungry");
    assertThat(new Philosophers(3, 1, 3).promela()).doesNotContain("other");
  }

  @Test
  void spinFindsTheSameGraph() throws PeerFailed {
    assumeTrue(Spin.missing().isEmpty(), "spin and gcc are not installed");
    Philosophers program = new Philosophers(4, 1, 2);
    Graph graph = Graph.of(program);
    try (Spin spin = Spin.compile(program.promela())) {
      PanOutput pan = spin.run(Spin.Search.FULL, graph.states, 24, Duration.ofMinutes(1));
      assertThat(pan.complete()).isTrue();
      assertThat(pan.states()).isEqualTo(graph.states);
      assertThat(pan.transitions()).isEqualTo(graph.transitions + 1);
      assertThat(spin.version()).startsWith("Spin Version").contains("gcc");
    }
  }

  @Test
  void describesItself() {
    assertThat(new Philosophers(8, 3, 0).description()).isEqualTo("8 philosophers eat 3 times");
    assertThat(new Philosophers(8, 1, 4).description())
        .isEqualTo("8 philosophers eat once, the first 4 of them twice");
  }
}
