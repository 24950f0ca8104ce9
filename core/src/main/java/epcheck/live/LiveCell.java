package epcheck.live;

import epcheck.kernel.Cell;
import epcheck.kernel.Guard;
import epcheck.kernel.Struct;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A C pointer is a Java reference. */
final class LiveCell<T extends Struct> implements Cell<T> {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(LiveCell.class, "value", Struct.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final LiveLife life;

  /**
   * A T, or another struct's pointer through a union: the caller's cast finds that out, as little
   * as it can in C.
   */
  private Struct value;

  LiveCell(String name, LiveLife life) {
    this.name = name;
    this.life = life;
  }

  @SuppressWarnings("unchecked") // See value.
  private T pointer(Object struct) {
    return (T) struct;
  }

  @Override
  public T get() {
    if (life.over()) {
      throw life.useAfterFree(name);
    }
    return pointer(value);
  }

  @Override
  public void set(T newValue) {
    if (life.over()) {
      throw life.useAfterFree(name + " = ");
    }
    value = newValue;
  }

  /**
   * {@code rcu_dereference()}, {@code READ_ONCE()} of a pointer: what is reached through the
   * pointer is read after it, in the kernel for the address dependency. Java knows no dependencies,
   * so this is an acquire.
   */
  @Override
  public T readOnce() {
    if (life.over()) {
      throw life.useAfterFree("READ_ONCE(" + name + ")");
    }
    return pointer(VALUE.getAcquire(this));
  }

  /**
   * {@code rcu_assign_pointer()}: release. For a mere {@code WRITE_ONCE()} that is more than the
   * kernel gives.
   */
  @Override
  public void writeOnce(T newValue) {
    if (life.over()) {
      throw life.useAfterFree("WRITE_ONCE(" + name + ")");
    }
    VALUE.setRelease(this, newValue);
  }

  /** Only the explorer asks guards: to look here would order the access that it is about. */
  @Override
  public Cell<T> guardedBy(Guard guard) {
    return this;
  }

  /** Only the explorer asks guards, of which this is one. */
  @Override
  public Cell<T> setOnce() {
    return this;
  }
}
