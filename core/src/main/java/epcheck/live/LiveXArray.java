package epcheck.live;

import epcheck.kernel.Guard;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Struct;
import epcheck.kernel.XArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * {@code struct xarray}: entries are published under {@code xa_lock} and read without it, under
 * RCU.
 */
final class LiveXArray<T extends Struct> implements XArray<T> {
  private final String name;
  private final LiveLife life;
  private final SpinLock lock;
  private final AtomicReferenceArray<T> entries;

  LiveXArray(String name, LiveLife life, int size, SpinLock lock) {
    this.name = name;
    this.life = life;
    this.lock = lock;
    this.entries = new AtomicReferenceArray<>(size);
  }

  @Override
  public SpinLock xaLock() {
    return lock;
  }

  @Override
  public int size() {
    return entries.length();
  }

  /** {@code xa_load()}: {@code rcu_dereference()}. */
  @Override
  public T load(int index) {
    if (life.over()) {
      throw life.useAfterFree("READ_ONCE(" + name + "[" + index + "])");
    }
    return entries.getAcquire(index);
  }

  /** {@code xa_insert()}: {@code rcu_assign_pointer()}. */
  @Override
  public boolean insert(int index, T entry) {
    lock.lock();
    boolean free = entries.getPlain(index) == null;
    if (free) {
      entries.setRelease(index, entry);
    }
    lock.unlock();
    return free;
  }

  /** Only the explorer asks guards. */
  @Override
  public XArray<T> guardedBy(Guard guard) {
    return this;
  }

  /** {@code xa_erase()}: a walker finds the entry or NULL, and nothing is published with NULL. */
  @Override
  public void erase(int index) {
    lock.lock();
    entries.setOpaque(index, null);
    lock.unlock();
  }
}
