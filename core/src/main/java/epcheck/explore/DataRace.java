package epcheck.explore;

import java.util.List;

/**
 * Two conflicting accesses, at least one of them plain, that two tasks are both about to perform in
 * a reachable state: what KCSAN reports.
 *
 * @param variable as in C, for example {@code page#2->flags}
 */
public record DataRace(String variable, Access first, Access second) {

  /**
   * One side of a race.
   *
   * @param write writes, rather than only reads
   * @param marked {@code READ_ONCE()} and its like, or atomic
   * @param stack the kernel functions, innermost first
   */
  public record Access(String task, boolean write, boolean marked, List<String> stack) {}
}
