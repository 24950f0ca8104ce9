package epcheck.explore;

import java.util.Arrays;

/**
 * One record for each step that was taken: what of the task that took it has to be restored to take
 * it back.
 */
final class StepStack {
  private static final int INTS = 6;

  private Task[] task = new Task[1024];
  private Condition[] condition = new Condition[1024];
  private HeldLocks[] held = new HeldLocks[1024];
  private int[] ints = new int[1024 * INTS];
  private int depth;

  int depth() {
    return depth;
  }

  /** The task that took the last one, or -1. */
  int lastTask() {
    return depth == 0 ? -1 : task[depth - 1].id;
  }

  /** Which task took each of them. */
  int[] tasks() {
    int[] ids = new int[depth];
    for (int i = 0; i < depth; i++) {
      ids[i] = task[i].id;
    }
    return ids;
  }

  /** Comes before a step of the task. */
  void push(Task t, int undoMark) {
    if (depth == task.length) {
      task = Arrays.copyOf(task, 2 * depth);
      condition = Arrays.copyOf(condition, 2 * depth);
      held = Arrays.copyOf(held, 2 * depth);
      ints = Arrays.copyOf(ints, 2 * depth * INTS);
    }
    task[depth] = t;
    condition[depth] = t.condition;
    held[depth] = t.held;
    int i = depth * INTS;
    ints[i] = undoMark;
    ints[i + 1] = t.base;
    ints[i + 2] = t.top;
    ints[i + 3] = t.call;
    ints[i + 4] = t.pending;
    ints[i + 5] = t.loopStart;
    depth++;
  }

  /**
   * Restores the task that took the last step. Returns the mark to which the memory has to be
   * undone.
   */
  int pop() {
    depth--;
    Task t = task[depth];
    t.condition = condition[depth];
    t.held = held[depth];
    int i = depth * INTS;
    t.base = ints[i + 1];
    t.top = ints[i + 2];
    t.call = ints[i + 3];
    t.pending = ints[i + 4];
    t.loopStart = ints[i + 5];
    return ints[i];
  }
}
