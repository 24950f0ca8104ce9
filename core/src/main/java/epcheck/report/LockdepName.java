package epcheck.report;

import epcheck.explore.Lock;
import epcheck.explore.LockKind;
import epcheck.explore.LockUse;

/**
 * A lock class as lockdep prints it: {@code (&encl->lock){+.+.}-{4:4}}, without the address and
 * without the number that tells classes of the same name apart.
 */
public final class LockdepName {
  private LockdepName() {}

  /**
   * What the initializer of the lock was called with: the address of a member, or the name of a
   * variable. That of a static variable comes with its file in the model, {@code mmu_notifier
   * srcu}.
   */
  public static String of(Lock lock) {
    if (lock.kind() == LockKind.WORK) {
      return lock.name();
    }
    return lock.name().contains("->")
        ? "&" + lock.name()
        : lock.name().substring(lock.name().lastIndexOf(' ') + 1);
  }

  /** The same with how the class is used and what waiting for it means. */
  static String withUsage(Lock lock) {
    return "(" + of(lock) + "){" + usage(lock) + "}-{" + waitType(lock.kind()) + "}";
  }

  /**
   * Hardirqs then softirqs, writers then readers of each: '+' is taken with them enabled. The model
   * has no interrupts, so both are the same. Readers of srcu are checked since 6.4, when waiting
   * for them became a dependency too; before, all of it was {....}.
   */
  private static String usage(Lock lock) {
    if (lock.kind() == LockKind.SRCU) {
      return ".+.+";
    }
    boolean written = lock.uses().contains(LockUse.EXCLUSIVE);
    boolean read = lock.uses().contains(LockUse.SHARED);
    String both = (written ? "+" : ".") + (read ? "+" : ".");
    return both + both;
  }

  /**
   * Outer and inner wait type, enum lockdep_wait_type of include/linux/lockdep_types.h: SLEEP is 4,
   * CONFIG (of a spinlock_t) is 3 and a map without one is 0, with PROVE_RAW_LOCK_NESTING, which
   * PROVE_LOCKING selects on x86 since 6.13. Before that they were 3 and 2.
   */
  private static String waitType(LockKind kind) {
    return switch (kind) {
      case MUTEX, RW_SEMAPHORE -> "4:4";
      case SPIN_LOCK -> "3:3";
      case SRCU, WORK -> "0:0";
    };
  }

  /** How lockdep's scenarios tell an acquisition. */
  static String verb(LockUse use) {
    return switch (use) {
      case EXCLUSIVE -> "lock";
      case SHARED, RECURSIVE -> "rlock";
      case SYNCHRONIZE -> "sync";
    };
  }
}
