package epcheck.kernel;

/**
 * A C variable of a pointer type; null is NULL. Following a null one is a NULL dereference, found
 * as such.
 */
public interface Cell<T extends Struct> {
  /** A plain read. */
  T get();

  /** A plain write. */
  void set(T value);

  /** {@code READ_ONCE()}, {@code rcu_dereference()}. */
  T readOnce();

  /** {@code WRITE_ONCE()}, {@code rcu_assign_pointer()}. */
  void writeOnce(T value);

  /** Declares what protects this variable; for model set-up only. */
  Cell<T> guardedBy(Guard guard);

  /**
   * Declares that this variable is assigned once, before other tasks can see the struct, and only
   * read from then on; for model set-up only.
   */
  Cell<T> setOnce();
}
