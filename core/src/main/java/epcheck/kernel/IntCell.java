package epcheck.kernel;

import java.util.function.IntFunction;

/**
 * A C variable of an integer type. {@code x |= y} and its like are a read and a write, not one
 * atomic operation.
 */
public interface IntCell {
  /** A plain read. */
  int get();

  /** A plain write. */
  void set(int value);

  /** {@code READ_ONCE()}. */
  int readOnce();

  /** {@code WRITE_ONCE()}. */
  void writeOnce(int value);

  /** Declares what protects this variable; for model set-up only. */
  IntCell guardedBy(Guard guard);

  /**
   * Declares what protects this variable where that depends on its value, as an entry of a table
   * may name its owner; for model set-up only.
   */
  IntCell guardedByValue(IntFunction<Guard> guard);

  /**
   * Declares that this variable is assigned once, before other tasks can see the struct, and only
   * read from then on; for model set-up only.
   */
  IntCell setOnce();

  /** Declares how reports print a value; for model set-up only. */
  IntCell printedAs(IntFunction<String> format);

  /** {@code x |= mask}. */
  default void or(int mask) {
    set(get() | mask);
  }

  /** {@code x &= mask}. */
  default void and(int mask) {
    set(get() & mask);
  }

  /** {@code x += amount}. */
  default void add(int amount) {
    set(get() + amount);
  }
}
