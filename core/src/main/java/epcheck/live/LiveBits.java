package epcheck.live;

import epcheck.kernel.Bits;
import epcheck.kernel.Guard;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A word of flags. Java's weakest fetch-or is an acquire or a release, hence the compare-and-swap
 * loops.
 */
final class LiveBits implements Bits {
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(LiveBits.class, "word", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final LiveLife life;

  @SuppressWarnings("unused") // Through WORD.
  private int word;

  LiveBits(String name, LiveLife life) {
    this.name = name;
    this.life = life;
  }

  /** {@code set_bit()}: atomic, unordered. */
  @Override
  public void setBit(int bit) {
    checkAlive("set_bit", bit);
    int old;
    do {
      old = word();
    } while (!WORD.weakCompareAndSetPlain(this, old, old | 1 << bit));
  }

  /** {@code clear_bit()}: atomic, unordered. */
  @Override
  public void clearBit(int bit) {
    checkAlive("clear_bit", bit);
    int old;
    do {
      old = word();
    } while (!WORD.weakCompareAndSetPlain(this, old, old & ~(1 << bit)));
  }

  /** {@code test_bit()}: unordered. */
  @Override
  public boolean testBit(int bit) {
    checkAlive("test_bit", bit);
    return (word() >> bit & 1) != 0;
  }

  /** {@code test_and_set_bit()}: fully ordered, also if the bit was set already (since v6.0). */
  @Override
  public boolean testAndSetBit(int bit) {
    checkAlive("test_and_set_bit", bit);
    VarHandle.fullFence();
    int old = (int) WORD.getAndBitwiseOr(this, 1 << bit);
    VarHandle.fullFence();
    return (old >> bit & 1) != 0;
  }

  /** Only the explorer asks guards, of which this is one. */
  @Override
  public Guard lockedBy(int lock, int until) {
    return write -> {
      throw new UnsupportedOperationException("only the explorer asks guards");
    };
  }

  private int word() {
    return (int) WORD.getOpaque(this);
  }

  private void checkAlive(String function, int bit) {
    if (life.over()) {
      throw life.useAfterFree(function + "(" + bit + ", &" + name + ")");
    }
  }
}
