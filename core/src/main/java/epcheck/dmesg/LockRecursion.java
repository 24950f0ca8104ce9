package epcheck.dmesg;

import java.util.List;

/**
 * "possible recursive locking detected".
 *
 * @param wanted the lock that the task tries to take, and where
 * @param held the one of the same class that it holds, and where it took it
 */
public record LockRecursion(
    Source source,
    Task task,
    Lock wanted,
    Lock held,
    List<ScenarioStep> scenario,
    List<HeldLocks> heldLocks,
    List<Frame> stack)
    implements Report {
  public LockRecursion {
    scenario = List.copyOf(scenario);
    heldLocks = List.copyOf(heldLocks);
    stack = List.copyOf(stack);
  }
}
