package epcheck.live;

import epcheck.kernel.Counter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code atomic_long_t}: an operation that returns a value is fully ordered, a read is not ordered
 * at all.
 */
final class LiveCounter implements Counter {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(LiveCounter.class, "value", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final LiveLife life;

  @SuppressWarnings("unused") // Through VALUE.
  private int value;

  LiveCounter(String name, LiveLife life, int initial) {
    this.name = name;
    this.life = life;
    this.value = initial;
  }

  /** {@code atomic_long_add_return()}: fully ordered. */
  @Override
  public int addReturn(int amount) {
    if (life.over()) {
      throw life.useAfterFree("atomic_long_add(&" + name + ")");
    }
    VarHandle.fullFence();
    int sum = (int) VALUE.getAndAdd(this, amount) + amount;
    VarHandle.fullFence();
    return sum;
  }

  /** {@code atomic_long_read()}: unordered. */
  @Override
  public int read() {
    if (life.over()) {
      throw life.useAfterFree("READ_ONCE(" + name + ")");
    }
    return (int) VALUE.getOpaque(this);
  }
}
