package epcheck.explore;

import java.util.List;

/**
 * What an exploration found out.
 *
 * @param complete every interleaving was covered
 * @param incompleteBecause why not, or an empty string
 * @param violations each distinct one, with its shortest schedule
 * @param races data races, apart from the violations
 * @param scheduledCells the variables whose guard does not cover every access, so that all of them
 *     are scheduling points
 * @param lockOrder which lock classes are taken with which others held, in any execution
 * @param reached the events that happened in some execution, sorted
 */
public record Verdict(
    boolean complete,
    String incompleteBecause,
    List<Violation> violations,
    List<DataRace> races,
    List<String> scheduledCells,
    List<LockEdge> lockOrder,
    List<String> reached,
    Statistics statistics) {
  public Verdict {
    violations = List.copyOf(violations);
    races = List.copyOf(races);
    scheduledCells = List.copyOf(scheduledCells);
    lockOrder = List.copyOf(lockOrder);
    reached = List.copyOf(reached);
  }

  /** In one word. */
  public enum Result {
    PROVED,
    VIOLATED,
    INCONCLUSIVE
  }

  public Result result() {
    if (!violations.isEmpty()) {
      return Result.VIOLATED;
    }
    return complete ? Result.PROVED : Result.INCONCLUSIVE;
  }

  /**
   * A rule that is broken, and how.
   *
   * @param preemptions switches away from a task that could have gone on inside the kernel
   * @param shortest no schedule has fewer preemptions, or as many and fewer steps
   * @param follows the key of another finding that comes earlier in this schedule, so that this one
   *     is its consequence; empty if there is none
   */
  public record Violation(
      Finding finding,
      Schedule schedule,
      int preemptions,
      boolean shortest,
      String follows,
      Trace trace) {
    /** The rule that an event which a model declares happens in some execution. */
    static final String NEVER_HAPPENED = "never-happened";

    public int steps() {
      return schedule.tasks().size();
    }

    /** It is about all schedules together, so that there is none to show or to replay. */
    public boolean hasNoSchedule() {
      return finding.oracle().equals(NEVER_HAPPENED);
    }
  }

  /**
   * A lock class that is taken with another one held.
   *
   * @param held as in C: {@code encl->lock}
   * @param task who did so first
   * @param stack the kernel functions in which it took the second one, innermost first
   */
  public record LockEdge(
      String held,
      LockUse heldAs,
      String acquired,
      LockUse acquiredAs,
      String task,
      List<String> stack) {
    public LockEdge {
      stack = List.copyOf(stack);
    }
  }

  /**
   * The size of the search.
   *
   * @param states distinct states; without state matching, visits of states
   * @param bytes the memory that the visited states take
   * @param seconds the time of the search, without minimizing
   */
  public record Statistics(
      long states, long transitions, long finalStates, int depth, long bytes, double seconds) {

    /** The chance that two states shared a fingerprint, so that one of them was not looked at. */
    public double collisionChance() {
      return (double) states * states / 2 / 0x1p64;
    }
  }
}
