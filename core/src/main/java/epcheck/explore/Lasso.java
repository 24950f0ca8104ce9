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
 * item; so only these can close a cycle at all.
 *
 * <p><b>What is found</b> is a livelock under a weakly fair scheduler: a task that is left out for
 * ever could not go on in some state of the cycle. It may wait for a lock that others take and give
 * back again and again, as long as states in which they hold it are seen: if releases are no
 * scheduling points ({@link Granularity#LOCK}), a lock that is taken and given back within one step
 * is never seen to be held, and counts as fair.
 *
 * <p><b>What is not found.</b> As soon as a cycle is met, whether fair or not, the search goes on
 * without sleep sets, so no step is pruned. But only those fair cycles are found that lie on one
 * path of the search: one that is made of several cycles, none of them fair by itself, is missed,
 * and so is one whose every way round leads through a state that the search has already left. In
 * the fuzz, one was found in every strongly connected component that has any, but where a pass of
 * {@code Kernel.loop} is a single step that changes nothing: that is a cycle of one state, which no
 * other task's cycle can be joined with. Without state matching nothing is found: the search goes
 * round until its budget ends.
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

  /** Whether a step from this depth that leads to a state with this fingerprint closes a cycle. */
  boolean closes(int depth, long fingerprint) {
    for (int i = depth; i >= 0; i--) {
      if (fingerprints[i] == fingerprint) {
        return true;
      }
    }
    return false;
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
      if (fingerprints[i] == fingerprint && (always & ~going) == 0) {
        return finding(going);
      }
    }
    return null;
  }

  /**
   * Told by the calls that go round: a lasso comes through many functions, and in which of them it
   * is noticed says nothing.
   */
  private Finding finding(int going) {
    List<String> who = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    for (int t = 0; t < machine.taskCount(); t++) {
      if ((going >> t & 1) != 0) {
        Task task = machine.task(t);
        who.add(task.name);
        calls.add(task.callName());
      }
    }
    calls.sort(null);
    return new Finding(
        "livelock",
        String.join(", ", who) + " can go round for ever: the state is one that was there before",
        List.of(String.join(", ", calls)));
  }
}
