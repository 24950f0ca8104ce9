package epcheck.kernel;

/** {@code spinlock_t} (include/linux/spinlock.h). Whoever holds one must not sleep. */
public interface SpinLock extends Guard {
  /** {@code spin_lock()}. */
  void lock();

  /** {@code spin_trylock()}. */
  boolean tryLock();

  /** {@code spin_unlock()}. */
  void unlock();
}
