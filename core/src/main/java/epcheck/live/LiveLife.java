package epcheck.live;

import epcheck.kernel.KernelBug;
import epcheck.kernel.Struct;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a struct has been freed: KASAN's shadow memory and quarantine. Members ask it before
 * every access.
 *
 * <p>The question is a plain read, so that it orders nothing. A free that happens before the access
 * is always seen; one that races with it may be missed, as KASAN may miss it. Since the memory is
 * never handed out again, an answer of "freed" is always true.
 *
 * <p>Members do not ask whether a slab has handed the struct out: a task that got hold of it
 * through a racy pointer might not see that yet, and a mere data race would be reported as a use
 * after free.
 */
final class LiveLife {
  private static final VarHandle FREED;

  static {
    try {
      FREED = MethodHandles.lookup().findVarHandle(LiveLife.class, "freed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final List<LiveLock> locks = new ArrayList<>(0);
  private boolean allocated = true;
  private boolean freed;

  /** Adds a lock of this struct, while the model is built. */
  void add(LiveLock lock) {
    locks.add(lock);
  }

  /** For the objects of a slab, while the model is built: none is handed out yet. */
  void beginInSlab() {
    allocated = false;
  }

  /** {@code kzalloc()}. */
  void allocate() {
    allocated = true;
  }

  /** Whether the struct is handed out and not freed; for oracles, once all tasks are done. */
  boolean isAlive() {
    return allocated && !freed;
  }

  /** Whether the struct is freed. */
  boolean over() {
    return freed;
  }

  /** What an access to a freed struct raises; {@code access} is the statement in C. */
  KernelBug useAfterFree(String access) {
    return new KernelBug("use-after-free", "use after free: " + access + " after kfree()");
  }

  /** {@code kfree()}, unordered; of two that race, one is the double free. */
  void free(Struct struct) {
    if (!freed) {
      refuseHeldLocks();
    }
    do {
      if (freed) {
        throw new KernelBug("double-free", "double-free: kfree(" + struct + ")");
      }
    } while (!FREED.weakCompareAndSetPlain(this, false, true));
  }

  /** {@code debug_check_no_locks_freed()}. */
  private void refuseHeldLocks() {
    for (LiveLock lock : locks) {
      if (lock.isHeld()) {
        throw new KernelBug("held-lock-freed", "held lock freed: " + lock.name());
      }
    }
  }
}
