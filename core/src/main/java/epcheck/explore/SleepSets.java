package epcheck.explore;

import java.util.Arrays;

/**
 * Which tasks need not take a step, since where it leads was seen already (Godefroid,
 * <i>Partial-Order Methods for the Verification of Concurrent Systems</i>, LNCS 1032, 1996).
 *
 * <p>After task u was explored from a state, a sibling step of t need not be followed by u as long
 * as the steps in between are independent of u's: the same state was reached the other way round.
 * Two steps are independent if no slot is in both footprints with at least one write; a footprint
 * is known once a step has run, so this is exact.
 *
 * <p>For each depth of the search's path this keeps the footprints of the steps that were taken
 * there, and of those that were asleep when the path came there. They lie one after the other in an
 * arena, which is cut back as the path gets shorter.
 */
final class SleepSets {
  private final Memory memory;

  /** Where the footprint of task t's step from depth d lies: index d * MAX_TASKS + t. */
  private int[] start = new int[1024 * Machine.MAX_TASKS];

  private int[] end = new int[1024 * Machine.MAX_TASKS];
  private int[] arena = new int[1 << 14];
  private int top;

  /** How full the arena was when the path came to a depth. */
  private int[] mark = new int[1024];

  SleepSets(Memory memory) {
    this.memory = memory;
  }

  /** The path has no step. */
  void clear() {
    top = 0;
  }

  /** Keeps the footprint of the step that a task has just taken from this depth. */
  void keep(int depth, int task) {
    int n = memory.footprintSize();
    if (top + n > arena.length) {
      arena = Arrays.copyOf(arena, 2 * (top + n));
    }
    int at = depth * Machine.MAX_TASKS + task;
    start[at] = top;
    for (int i = 0; i < n; i++) {
      arena[top++] = memory.footprint(i);
    }
    end[at] = top;
  }

  /**
   * Which of these tasks are asleep after the step that was just taken from this depth: those whose
   * own steps from there are independent of it.
   */
  int asleepAfterStep(int depth, int tasks) {
    int asleep = 0;
    for (int rest = tasks; rest != 0; rest &= rest - 1) {
      int u = Integer.numberOfTrailingZeros(rest);
      int at = depth * Machine.MAX_TASKS + u;
      if (independent(start[at], end[at])) {
        asleep |= 1 << u;
      }
    }
    return asleep;
  }

  private boolean independent(int from, int to) {
    for (int i = from; i < to; i++) {
      if (memory.conflicts(arena[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * The path has come to this depth: what was known one step before is still good for who sleeps.
   */
  void push(int depth) {
    if (depth == mark.length) {
      int n = 2 * depth;
      mark = Arrays.copyOf(mark, n);
      start = Arrays.copyOf(start, n * Machine.MAX_TASKS);
      end = Arrays.copyOf(end, n * Machine.MAX_TASKS);
    }
    mark[depth] = top;
    int from = (depth - 1) * Machine.MAX_TASKS;
    int to = from + Machine.MAX_TASKS;
    System.arraycopy(start, from, start, to, Machine.MAX_TASKS);
    System.arraycopy(end, from, end, to, Machine.MAX_TASKS);
  }

  /** The path goes back from this depth. */
  void pop(int depth) {
    top = mark[depth];
  }
}
