package epcheck.kernel;

/**
 * {@code struct kref} (include/linux/kref.h). Misuse that {@code refcount_t} WARNs of (a get from
 * zero, an underflow) is a finding that ends the execution: what the count protects is gone.
 */
public interface Kref {
  /** {@code kref_get()}. */
  void get();

  /** {@code kref_get_unless_zero()}. */
  boolean getUnlessZero();

  /**
   * {@code kref_put()}: true if the count is zero now, so that the caller runs the release
   * function.
   */
  boolean put();

  /** {@code kref_read()}. */
  int read();

  /**
   * The guard of what this count keeps alive: {@code lock} while the count is above zero; from then
   * on the object belongs to the task that dropped the last reference, and to nobody else.
   */
  Guard orReleaser(Guard lock);
}
