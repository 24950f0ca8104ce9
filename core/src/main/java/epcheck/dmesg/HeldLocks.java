package epcheck.dmesg;

import java.util.List;

/** The locks that a task holds, the oldest first. */
public record HeldLocks(Task task, List<Lock> locks) {
  public HeldLocks {
    locks = List.copyOf(locks);
  }
}
