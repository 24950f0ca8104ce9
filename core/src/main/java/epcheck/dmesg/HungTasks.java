package epcheck.dmesg;

import java.util.List;

/**
 * Tasks that were blocked for too long, found in one round of khungtaskd.
 *
 * @param blockers who keeps them waiting, as kernels from 6.15 on can tell
 * @param heldLocks of all tasks of the system, if the kernel had lockdep
 */
public record HungTasks(
    Source source, List<BlockedTask> tasks, List<Blocker> blockers, List<HeldLocks> heldLocks)
    implements Report {
  /**
   * A task that was blocked.
   *
   * @param line of the input, in which it is reported
   * @param state {@code D} mostly, or '?' if it was not readable
   * @param waitsFor what, as the top of its stack tells
   * @param site the first frame below the locking functions: who waits
   */
  public record BlockedTask(
      long line, Task task, char state, int seconds, Wait waitsFor, Frame site, List<Frame> stack) {
    public BlockedTask {
      stack = List.copyOf(stack);
    }
  }

  /**
   * Who is likely to keep a task waiting.
   *
   * @param side of an rw-semaphore on which the task waits: {@code reader}, {@code writer}, or ""
   * @param primitive in the kernel's words: {@code mutex}, {@code semaphore}, {@code rw-semaphore}
   * @param owner {@link Task#UNKNOWN} if the kernel found none
   * @param ownerSide the side on which the owner holds it, or ""
   * @param ownerStack of the owner, if the kernel showed it
   */
  public record Blocker(
      Task blocked,
      String side,
      String primitive,
      Task owner,
      String ownerSide,
      List<Frame> ownerStack) {
    public Blocker {
      ownerStack = List.copyOf(ownerStack);
    }
  }

  public HungTasks {
    tasks = List.copyOf(tasks);
    blockers = List.copyOf(blockers);
    heldLocks = List.copyOf(heldLocks);
  }
}
