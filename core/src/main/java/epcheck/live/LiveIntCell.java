package epcheck.live;

import epcheck.kernel.Guard;
import epcheck.kernel.IntCell;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.IntFunction;

/** A C integer is a Java int: plain accesses may be reordered, merged and repeated as C's may. */
final class LiveIntCell implements IntCell {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(LiveIntCell.class, "value", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final LiveLife life;
  private int value;

  LiveIntCell(String name, LiveLife life, int initial) {
    this.name = name;
    this.life = life;
    this.value = initial;
  }

  @Override
  public int get() {
    if (life.over()) {
      throw life.useAfterFree(name);
    }
    return value;
  }

  @Override
  public void set(int newValue) {
    if (life.over()) {
      throw life.useAfterFree(name + " = ");
    }
    value = newValue;
  }

  /** {@code READ_ONCE()}: opaque. */
  @Override
  public int readOnce() {
    if (life.over()) {
      throw life.useAfterFree("READ_ONCE(" + name + ")");
    }
    return (int) VALUE.getOpaque(this);
  }

  /** {@code WRITE_ONCE()}: opaque. */
  @Override
  public void writeOnce(int newValue) {
    if (life.over()) {
      throw life.useAfterFree("WRITE_ONCE(" + name + ")");
    }
    VALUE.setOpaque(this, newValue);
  }

  /** Only the explorer asks guards: to look here would order the access that it is about. */
  @Override
  public IntCell guardedBy(Guard guard) {
    return this;
  }

  /** Only the explorer asks guards. */
  @Override
  public IntCell guardedByValue(IntFunction<Guard> guard) {
    return this;
  }

  /** Only the explorer asks guards, of which this is one. */
  @Override
  public IntCell setOnce() {
    return this;
  }

  /** Only the explorer prints values. */
  @Override
  public IntCell printedAs(IntFunction<String> format) {
    return this;
  }
}
