package epcheck.live;

import epcheck.kernel.Guard;
import epcheck.kernel.KernelBug;
import epcheck.kernel.Kref;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code struct kref} over {@code refcount_t} (include/linux/refcount.h): increments order nothing,
 * since whoever takes a reference has one already or looks under a lock; decrements are a release,
 * so that all uses of the object come before the last of them, and the last is an acquire, so that
 * they come before the release function too.
 *
 * <p>The loops are compare-and-swap where the kernel has {@code atomic_fetch_add_relaxed()}: misuse
 * then leaves the count as it was instead of saturated, as under the explorer.
 */
final class LiveKref implements Kref {
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(LiveKref.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final LiveLife life;

  @SuppressWarnings("unused") // Through COUNT.
  private int count;

  /**
   * Who dropped the last reference; what it released is its own, so nobody else needs to see this
   * in order.
   */
  private Thread releaser;

  LiveKref(String name, LiveLife life, int initial) {
    this.name = name;
    this.life = life;
    this.count = initial;
  }

  /** {@code kref_get()}: relaxed. */
  @Override
  public void get() {
    if (life.over()) {
      throw life.useAfterFree("kref_get(&" + name + ")");
    }
    int old;
    do {
      old = count();
      if (old <= 0) {
        throw new KernelBug(
            "refcount-from-zero", "refcount_t: addition on 0; use-after-free: " + name);
      }
    } while (!COUNT.weakCompareAndSetPlain(this, old, old + 1));
  }

  /** {@code kref_get_unless_zero()}: relaxed. */
  @Override
  public boolean getUnlessZero() {
    if (life.over()) {
      throw life.useAfterFree("kref_get_unless_zero(&" + name + ")");
    }
    int old;
    do {
      old = count();
      if (old == 0) {
        return false;
      }
    } while (!COUNT.weakCompareAndSetPlain(this, old, old + 1));
    return true;
  }

  /** {@code kref_put()}: release, and acquire if it was the last. */
  @Override
  public boolean put() {
    if (life.over()) {
      throw life.useAfterFree("kref_put(&" + name + ")");
    }
    int old;
    do {
      old = count();
      if (old <= 0) {
        throw new KernelBug("refcount-underflow", "refcount_t: underflow; use-after-free: " + name);
      }
    } while (!COUNT.weakCompareAndSetRelease(this, old, old - 1));
    if (old > 1) {
      return false;
    }
    VarHandle.acquireFence(); // smp_acquire__after_ctrl_dep()
    releaser = Thread.currentThread();
    return true;
  }

  /** {@code kref_read()}. */
  @Override
  public int read() {
    if (life.over()) {
      throw life.useAfterFree("READ_ONCE(" + name + ")");
    }
    return count();
  }

  private int count() {
    return (int) COUNT.getOpaque(this);
  }

  @Override
  public Guard orReleaser(Guard lock) {
    return write -> count() == 0 ? releaser == Thread.currentThread() : lock.held(write);
  }
}
