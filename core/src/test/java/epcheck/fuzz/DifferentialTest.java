package epcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The explorer and brute force see the same: final states, violations, deadlocks, livelocks and
 * data races, and the longest critical section of each lock, on random programs, at both
 * granularities, with and without sleep sets, with states matched and trace by trace. At the
 * granularity of accesses the number of distinct states is the same, too.
 *
 * <p>On a difference the test prints the program, its seed, and a smaller program that still
 * differs.
 */
class DifferentialTest {
  /** How many of the programs show what: a fuzz that meets nothing proves nothing. */
  private final Map<String, Integer> met = new TreeMap<>();

  @Test
  void explorerAgreesWithBruteForceOnRandomPrograms() {
    compare(0, 500);
    assertThat(met.get("final state")).as("programs with a final state").isGreaterThan(150);
    assertThat(met.get("deadlock")).as("programs that may deadlock").isGreaterThanOrEqualTo(10);
    assertThat(met.get("livelock")).as("programs that may livelock").isGreaterThan(40);
    assertThat(met.get("violation")).as("programs that break a rule").isGreaterThan(200);
    assertThat(met.get("promotion")).as("programs that break a guard").isGreaterThan(200);
    assertThat(met.get("data race")).as("programs with a data race").isGreaterThan(150);
    assertThat(met.get("failed trylock")).as("programs that fail to lock").isGreaterThan(30);
    assertThat(met.get("trace by trace")).as("programs run trace by trace").isGreaterThan(150);
    assertThat(met.get("section")).as("programs with a section of 4 steps").isGreaterThan(150);
    assertThat(met.get("loop in a section"))
        .as("programs that loop in one")
        .isGreaterThanOrEqualTo(4);
    assertThat(met.get("read section")).as("programs with readers").isGreaterThan(50);
    assertThat(met.keySet())
        .as("the rules that are broken")
        .contains(
            "bad-unlock",
            "double-free",
            "held-lock-freed",
            "list-corruption",
            "lock-held-on-return",
            "null-dereference",
            "recursive-lock",
            "refcount-from-zero",
            "refcount-underflow",
            "sleeping-in-atomic",
            "use-after-free",
            "warn-on");
  }

  @Test
  @Tag("nightly")
  void explorerAgreesWithBruteForceOnManyRandomPrograms() {
    compare(1_000_000, 20_000);
  }

  @Test
  void programsAreTheSameForTheSameSeed() {
    assertThat(Generator.program(7)).isEqualTo(Generator.program(7));
    assertThat(Generator.program(7).toString()).isNotEqualTo(Generator.program(8).toString());
  }

  private void compare(long firstSeed, int programs) {
    int done = 0;
    for (long seed = firstSeed; done < programs; seed++) {
      Program program = Generator.program(seed);
      Differential.Result result;
      try {
        result = Differential.compare(program);
      } catch (BruteForce.TooBig tooBig) {
        continue;
      }
      done++;
      if (!result.difference().isEmpty()) {
        explain(program, result);
      }
      count(result);
    }
  }

  private static void explain(Program program, Differential.Result result) {
    Program smaller = Differential.shrink(program);
    fail(
        "explorer and brute force differ.\n%s\n%s\nSmaller:\n%s\n%s",
        program, result.difference(), smaller, Differential.compare(smaller).difference());
  }

  private void count(Differential.Result result) {
    Observed right = result.right();
    count("final state", () -> !right.outcomes().isEmpty());
    count("deadlock", () -> right.stuck().stream().anyMatch(s -> s.startsWith("deadlock")));
    count("livelock", () -> right.stuck().stream().anyMatch(s -> s.startsWith("livelock")));
    count("violation", () -> !right.violations().isEmpty());
    count("data race", () -> !right.races().isEmpty());
    count("promotion", () -> result.promotions() > 0);
    count("failed trylock", result::tryFailed);
    count("trace by trace", result::byTrace);
    count("section", () -> result.sections().values().stream().anyMatch(s -> steps(s) >= 4));
    count(
        "loop in a section",
        () -> result.sections().values().stream().anyMatch(s -> s.endsWith("+")));
    count(
        "read section", () -> result.sections().keySet().stream().anyMatch(s -> s.endsWith("(R)")));
    for (String oracle :
        right.violations().stream()
            .map(v -> v.substring(0, v.indexOf(' ')))
            .collect(Collectors.toSet())) {
      count(oracle, () -> true);
    }
  }

  private static int steps(String section) {
    return Integer.parseInt(section.replace("+", ""));
  }

  private void count(String what, Supplier<Boolean> seen) {
    if (seen.get()) {
      met.merge(what, 1, Integer::sum);
    }
  }
}
