package epcheck.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Recognises livelocks in which tasks keep each other awake for ever: the state that a step leads
 * to lies on the path to it, and the cycle between the two can be gone round under a fair
 * scheduler, since every task that could go on all the way round did.
 *
 * <p>Logs only ever grow, but for a retry loop that starts over and a kworker that is done with an
 * item; so only these can close a cycle at all. What is found here is a livelock. Not all are
 * found: a fair cycle may be made of several that are not, and a sleep set may prune the step that
 * closes one.
 */
final class Lasso {
  private final Machine machine;
  private long[] fingerprints = new long[1024];
  private int[] enabled = new int[1024];
  private int[] taken = new int[1024];

  Lasso(Machine machine) {
    this.machine = machine;
  }

  /** Notes the state at this depth of the path. */
  void at(int depth, long fingerprint, int enabledTasks) {
    if (depth == fingerprints.length) {
      fingerprints = Arrays.copyOf(fingerprints, 2 * depth);
      enabled = Arrays.copyOf(enabled, 2 * depth);
      taken = Arrays.copyOf(taken, 2 * depth);
    }
    fingerprints[depth] = fingerprint;
    enabled[depth] = enabledTasks;
  }

  /** Notes the task that is about to take a step from the state at this depth. */
  void step(int depth, int task) {
    taken[depth] = 1 << task;
  }

  /**
   * The livelock that the step from this depth closes by leading to a state with this fingerprint,
   * or null.
   */
  Finding closedBy(int depth, long fingerprint) {
    int always = -1;
    int going = 0;
    for (int i = depth; i >= 0; i--) {
      always &= enabled[i];
      going |= taken[i];
      if (fingerprints[i] == fingerprint) {
        return (always & ~going) == 0 ? finding(going) : null;
      }
    }
    return null;
  }

  private Finding finding(int going) {
    List<String> who = new ArrayList<>();
    List<String> functions = new ArrayList<>();
    for (int t = 0; t < machine.taskCount(); t++) {
      if ((going >> t & 1) != 0) {
        Task task = machine.task(t);
        who.add(task.name);
        List<String> stack = machine.stackOf(task);
        functions.add(stack.isEmpty() ? task.callName() : stack.get(0));
      }
    }
    functions.sort(null);
    return new Finding(
        "livelock",
        String.join(", ", who) + " can go round for ever: the state is one that was there before",
        List.of(String.join(", ", functions)));
  }
}
