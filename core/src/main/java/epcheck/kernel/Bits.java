package epcheck.kernel;

/**
 * A word of flags for the atomic bit operations (include/linux/bitops.h). Unordered but for the
 * value-returning ones.
 */
public interface Bits {
  /** {@code set_bit()}. */
  void setBit(int bit);

  /** {@code clear_bit()}. */
  void clearBit(int bit);

  /** {@code test_bit()}. */
  boolean testBit(int bit);

  /** {@code test_and_set_bit()}: the bit's old value. */
  boolean testAndSetBit(int bit);

  /**
   * The guard of what belongs to the task that has set {@code lock} by {@link #testAndSetBit}, up
   * to its {@link #clearBit}, as long as {@code until} is clear; for model set-up only.
   */
  Guard lockedBy(int lock, int until);
}
