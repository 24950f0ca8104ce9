package epcheck.explore;

import java.time.Duration;

/**
 * How to explore.
 *
 * @param granularity where another task may run
 * @param matchStates expand a state only once; without it every trace is run on its own, a
 *     cross-check that no hash collision can fool
 * @param sleepSets prune transitions that lead where another order has led already
 * @param budget how long the search may take
 * @param minimize how long the search for the shortest schedules may take in addition
 */
public record Options(
    Granularity granularity,
    boolean matchStates,
    boolean sleepSets,
    Duration budget,
    Duration minimize) {

  /** Lock granularity, all reductions, ten minutes, and one more for minimizing. */
  public static final Options DEFAULT =
      new Options(Granularity.LOCK, true, true, Duration.ofMinutes(10), Duration.ofMinutes(1));

  public Options with(Granularity newGranularity) {
    return new Options(newGranularity, matchStates, sleepSets, budget, minimize);
  }

  public Options withBudget(Duration newBudget) {
    return new Options(granularity, matchStates, sleepSets, newBudget, minimize);
  }

  public Options withMinimizing(Duration newMinimize) {
    return new Options(granularity, matchStates, sleepSets, budget, newMinimize);
  }

  /** Counterexamples stay as they are found. */
  public Options withoutMinimizing() {
    return withMinimizing(Duration.ZERO);
  }

  /** Every trace on its own: no state matching. */
  public Options tracesOnly() {
    return new Options(granularity, false, sleepSets, budget, minimize);
  }

  public Options withoutSleepSets() {
    return new Options(granularity, matchStates, false, budget, minimize);
  }
}
