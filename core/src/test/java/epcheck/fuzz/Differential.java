package epcheck.fuzz;

import epcheck.explore.Exploration;
import epcheck.explore.Granularity;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds the explorer against {@link BruteForce}. */
public final class Differential {
  /** Programs with more states than that are left out. */
  static final int MAX_STATES = 4_000;

  /** Programs with more executions than that are not run trace by trace. */
  static final int MAX_EXECUTIONS = 4_000;

  private Differential() {}

  /**
   * What came of one program.
   *
   * @param difference what the explorer got wrong; an empty string if nothing
   * @param promotions the slots that became scheduling points
   * @param byTrace the explorations without state matching were run too
   * @param sections the longest critical section of each lock, by brute force
   */
  record Result(
      Observed right,
      boolean tryFailed,
      int promotions,
      boolean byTrace,
      Map<String, String> sections,
      String difference) {}

  /**
   * @throws BruteForce.TooBig if the program has too many states
   */
  static Result compare(Program program) {
    BruteForce.Result right = BruteForce.explore(program, MAX_STATES);
    boolean byTrace = right.executions() <= MAX_EXECUTIONS;
    StringBuilder difference = new StringBuilder();
    int promotions = 0;
    // Between the scheduling points of LOCK steps are fewer; how many is for all searches the same.
    Map<Granularity, Map<String, String>> sections = new EnumMap<>(Granularity.class);
    sections.put(Granularity.ACCESS, right.sections());
    for (Granularity granularity : Granularity.values()) {
      for (boolean matchStates : byTrace ? List.of(true, false) : List.of(true)) {
        for (boolean sleepSets : List.of(true, false)) {
          String how =
              granularity
                  + (matchStates ? ", states matched" : ", trace by trace")
                  + (sleepSets ? ", sleep sets" : "")
                  + ":\n";
          long limit = matchStates ? 20L * MAX_STATES : Math.max(20L * MAX_STATES, MAX_EXECUTIONS);
          try {
            Exploration.Result seen =
                Exploration.of(new FuzzModel(program), granularity, matchStates, sleepSets, limit);
            promotions += seen.promoted().size();
            String d = observed(seen).differenceFrom(right.observed());
            d += endless(seen.endless(), right, granularity);
            d +=
                sections(
                    seen.sections(), sections.computeIfAbsent(granularity, g -> seen.sections()));
            if (granularity == Granularity.ACCESS && matchStates && !program.usesList()) {
              d += stateCount(seen.states(), right.observed().states());
            }
            difference.append(d.isEmpty() ? "" : how + d);
          } catch (RuntimeException e) {
            difference.append(how).append("  ").append(e).append('\n');
          }
        }
      }
    }
    return new Result(
        right.observed(),
        right.tryFailed(),
        promotions,
        byTrace,
        right.sections(),
        difference.toString());
  }

  /**
   * A livelock that the explorer tells of must be one, and where there is one it must tell of one.
   * If releases are no scheduling points, a task that somebody takes a lock from again and again is
   * never seen to wait, so the explorer takes it for one that would get the lock.
   */
  private static String endless(
      Set<String> seen, BruteForce.Result right, Granularity granularity) {
    Set<String> tooMany = new TreeSet<>(seen);
    tooMany.removeAll(right.endless());
    Set<String> at =
        seen.stream().map(s -> s.substring(s.indexOf(" at;") + 3)).collect(Collectors.toSet());
    List<Set<String>> components =
        granularity == Granularity.ACCESS
            ? right.fairComponents()
            : right.fairComponentsIfLocksAreFair();
    List<Set<String>> missing =
        components.stream().filter(c -> Collections.disjoint(c, at)).toList();
    return (missing.isEmpty() ? "" : "  missing livelocks: one of each of " + missing + "\n")
        + (tooMany.isEmpty() ? "" : "  invented livelocks: " + tooMany + "\n");
  }

  private static String sections(Map<String, String> is, Map<String, String> right) {
    return is.equals(right) ? "" : "  sections " + is + " in the place of " + right + "\n";
  }

  private static String stateCount(long is, long right) {
    return is == right ? "" : "  " + is + " states in the place of " + right + "\n";
  }

  private static Observed observed(Exploration.Result seen) {
    return new Observed(
        seen.states(), seen.outcomes(), seen.violations(), seen.stuck(), seen.races());
  }

  /**
   * Compares one program after the other, until one of them makes the explorer disagree with brute
   * force.
   *
   * @return the program and the difference, or an empty string
   */
  public static String firstDifference(long firstSeed, int programs) {
    long seed = firstSeed;
    for (int n = 0; n < programs; seed++) {
      try {
        Program program = Generator.program(seed);
        Result result = compare(program);
        n++;
        if (!result.difference().isEmpty()) {
          return "program " + n + ", " + program + "\n" + result.difference();
        }
      } catch (BruteForce.TooBig tooBig) {
        // The next seed, then.
      }
    }
    return "";
  }

  /**
   * The smallest program on the way down from this one that still differs: statements left out, one
   * at a time.
   */
  static Program shrink(Program program) {
    Program smallest = program;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (Program candidate : Shrinker.smaller(smallest)) {
        if (differs(candidate)) {
          smallest = candidate;
          smaller = true;
          break;
        }
      }
    }
    return smallest;
  }

  private static boolean differs(Program program) {
    try {
      return !compare(program).difference().isEmpty();
    } catch (BruteForce.TooBig | IllegalStateException e) {
      return false;
    }
  }
}
