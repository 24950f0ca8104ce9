package epcheck.kernel;

/** {@code atomic_long_t} (include/linux/atomic.h). */
public interface Counter {
  /** {@code atomic_long_add_return()}. */
  int addReturn(int amount);

  /** {@code atomic_long_read()}. */
  int read();
}
