package epcheck.live;

import epcheck.kernel.KernelBug;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code in_atomic()}: whether the running task must not sleep. The kernel counts in {@code
 * preempt_count}; here the spinlocks say who holds them, and only a call that may sleep asks, so
 * that {@code spin_lock()} costs what its compare-and-swap costs.
 */
final class LiveAtomicContext {
  /** All spinlocks of the model; complete before its tasks run. */
  private final List<LiveSpinLock> spinLocks = new ArrayList<>();

  /** The tasks that have bottom halves disabled, and how often; null as long as none had. */
  private volatile Map<Thread, Integer> bhDisabled;

  void add(LiveSpinLock lock) {
    spinLocks.add(lock);
  }

  void localBhDisable() {
    addBh(1);
  }

  void localBhEnable() {
    addBh(-1);
  }

  private void addBh(int amount) {
    synchronized (this) {
      if (bhDisabled == null) {
        bhDisabled = new ConcurrentHashMap<>();
      }
    }
    bhDisabled.merge(
        Thread.currentThread(), amount, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
  }

  /**
   * {@code might_sleep()} in a function of the kernel.
   *
   * @param object what the function is called on, or null
   */
  void mightSleep(String function, String object) {
    if (inAtomic()) {
      throw new KernelBug(
          "sleeping-in-atomic",
          "sleeping function called from invalid context: "
              + function
              + (object == null ? "()" : "(&" + object + ")"));
    }
  }

  private boolean inAtomic() {
    for (LiveSpinLock lock : spinLocks) {
      if (lock.held(true)) {
        return true;
      }
    }
    Map<Thread, Integer> disabled = bhDisabled;
    return disabled != null && disabled.getOrDefault(Thread.currentThread(), 0) > 0;
  }
}
