package epcheck.dmesg;

import java.util.List;

/**
 * "possible circular locking dependency detected".
 *
 * @param wanted the lock that the task tries to take, and where; the same as link 0
 * @param held the lock that it holds, and where it took it; the same as the first link printed
 * @param chain as printed: the link of the highest number first, link 0 last. The links are what
 *     the cycle consists of; the line "Chain exists of" names three locks only, even of a longer
 *     one
 * @param scenario the unsafe locking scenario
 * @param heldLocks of this task
 * @param stack where lockdep found it
 */
public record LockCycle(
    Source source,
    Task task,
    Lock wanted,
    Lock held,
    List<Link> chain,
    List<ScenarioStep> scenario,
    List<HeldLocks> heldLocks,
    List<Frame> stack)
    implements Report {
  /**
   * A lock of the cycle.
   *
   * @param line of the input, in which it is reported
   * @param stack where it was taken while the lock of the link numbered one less was held; of link
   *     0, while that of the highest number is held
   */
  public record Link(long line, int number, Lock lock, List<Frame> stack) {
    public Link {
      stack = List.copyOf(stack);
    }
  }

  public LockCycle {
    chain = List.copyOf(chain);
    scenario = List.copyOf(scenario);
    heldLocks = List.copyOf(heldLocks);
    stack = List.copyOf(stack);
  }
}
