package epcheck.kernel;

/** {@code struct mutex} (kernel/locking/mutex.c). Taking one may sleep. */
public interface Mutex extends Guard {
  /** {@code mutex_lock()}. */
  void lock();

  /** {@code mutex_trylock()}. */
  boolean tryLock();

  /** {@code mutex_unlock()}. */
  void unlock();
}
