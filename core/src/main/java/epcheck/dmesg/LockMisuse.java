package epcheck.dmesg;

import java.util.List;

/**
 * Something that a task may not do with a lock, or while it holds one.
 *
 * @param lock which it is about, if the report names one
 * @param detail the line that tells more, or ""; for example the file and the line of a sleeping
 *     function
 */
public record LockMisuse(
    Source source,
    Kind kind,
    Task task,
    Lock lock,
    String detail,
    List<HeldLocks> heldLocks,
    List<Frame> stack)
    implements Report {
  /** Which rule was broken. */
  public enum Kind {
    /** "bad unlock balance detected!". */
    BAD_UNLOCK_BALANCE,
    /** "held lock freed!". */
    HELD_LOCK_FREED,
    /** "Invalid wait context": for example a mutex under a spinlock. */
    INVALID_WAIT_CONTEXT,
    /** "lock held when returning to user space!". */
    LOCK_HELD_ON_RETURN,
    /** "suspicious RCU usage". */
    SUSPICIOUS_RCU_USAGE,
    /** "sleeping function called from invalid context". */
    SLEEP_IN_ATOMIC,
    /** "Nested lock was not taken". */
    NEST_LOCK_NOT_HELD
  }

  public LockMisuse {
    heldLocks = List.copyOf(heldLocks);
    stack = List.copyOf(stack);
  }
}
