package epcheck.explore;

import java.util.List;
import java.util.Objects;

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
 * @param sections the longest critical section of each lock class, in any execution
 * @param reached the events that happened in some execution, sorted
 */
public record Verdict(
    boolean complete,
    String incompleteBecause,
    List<Violation> violations,
    List<DataRace> races,
    List<String> scheduledCells,
    List<LockEdge> lockOrder,
    List<LockSection> sections,
    List<String> reached,
    Statistics statistics) {
  public Verdict {
    violations = List.copyOf(violations);
    races = List.copyOf(races);
    scheduledCells = List.copyOf(scheduledCells);
    lockOrder = List.copyOf(lockOrder);
    sections = List.copyOf(sections);
    reached = List.copyOf(reached);
  }

  /** How {@link #incompleteBecause} begins if it was not the search's own doing. */
  public static final String INTERRUPTED = "interrupted";

  /** What {@link #incompleteBecause} is if the states did not fit in the heap. */
  public static final String OUT_OF_MEMORY = "memory ran out";

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

  /** The same, whatever time it took, for a text that is to be the same each time. */
  public Verdict untimed() {
    return new Verdict(
        complete,
        incompleteBecause,
        violations,
        races,
        scheduledCells,
        lockOrder,
        sections,
        reached,
        statistics.untimed());
  }

  /** Somebody wanted the search to end. */
  public boolean interrupted() {
    return incompleteBecause.startsWith(INTERRUPTED);
  }

  /** The circles in the lock order that are reported. */
  public List<LockCircle> circles() {
    return violations.stream().map(Violation::circle).filter(Objects::nonNull).toList();
  }

  /**
   * A rule that is broken, and how.
   *
   * @param preemptions switches away from a task that could have gone on inside the kernel
   * @param shortest no schedule has fewer preemptions, or as many and fewer steps
   * @param follows the key of another finding that comes earlier in this schedule, so that this one
   *     is its consequence; empty if there is none
   * @param circle the locks that are taken in a circle, if that is what is wrong, or null
   */
  public record Violation(
      Finding finding,
      Schedule schedule,
      int preemptions,
      boolean shortest,
      String follows,
      Trace trace,
      LockCircle circle) {
    /** One that is about no circle of locks. */
    public Violation(
        Finding finding,
        Schedule schedule,
        int preemptions,
        boolean shortest,
        String follows,
        Trace trace) {
      this(finding, schedule, preemptions, shortest, follows, trace, null);
    }

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

  /** Of a search of which nothing is known but how far it came. */
  public static Verdict unfinished(String because, Statistics until) {
    return new Verdict(
        false, because, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), until);
  }

  /**
   * The size of the search.
   *
   * @param states distinct states; without state matching, visits of states
   * @param bytes the memory that the visited states take
   * @param seconds the time of the search, without minimizing; 0 if it is not to be told
   */
  public record Statistics(
      long states, long transitions, long finalStates, int depth, long bytes, double seconds) {

    Statistics untimed() {
      return new Statistics(states, transitions, finalStates, depth, bytes, 0);
    }

    /** The chance that two states shared a fingerprint, so that one of them was not looked at. */
    public double collisionChance() {
      return (double) states * states / 2 / 0x1p64;
    }
  }
}
