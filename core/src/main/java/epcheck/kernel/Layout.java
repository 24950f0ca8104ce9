package epcheck.kernel;

/**
 * Declares the members of one struct, in order. A member's {@code field} is its name in C; reports
 * print it as {@code A->flags}.
 */
public interface Layout {
  SpinLock spinLock(String field);

  Mutex mutex(String field);

  RwSemaphore rwSemaphore(String field);

  Srcu srcu(String field);

  /** A reference count that starts at {@code initial}, as after {@code kref_init()} for 1. */
  Kref kref(String field, int initial);

  /**
   * A word for {@code set_bit()} and its family, all clear; bit i prints as {@code bitNames[i]}.
   */
  Bits bits(String field, String... bitNames);

  /** An {@code atomic_long_t}. */
  Counter counter(String field, int initial);

  IntCell intCell(String field, int initial);

  /** A pointer, NULL at first. */
  <T extends Struct> Cell<T> cell(String field, Class<T> type);

  /**
   * A {@code struct list_head}, linked to itself; {@code container_of()} leads back to this
   * layout's struct.
   */
  <T extends Struct> ListHead<T> listHead(String field, Class<T> type);

  /** An array of pointers, indexed from 0 to {@code size - 1}, all NULL. */
  <T extends Struct> XArray<T> xarray(String field, int size, Class<T> type);
}
