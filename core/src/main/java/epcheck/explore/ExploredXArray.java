package epcheck.explore;

import epcheck.kernel.Guard;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Struct;
import epcheck.kernel.XArray;

/**
 * An xarray in one slot for each index; its entries are read without the lock, so every access is
 * marked.
 */
final class ExploredXArray<T extends Struct> implements XArray<T> {
  private final Machine machine;
  private final Structs structs;
  private final int first;
  private final int size;
  private final SpinLock lock;

  ExploredXArray(Machine machine, Structs structs, String name, int life, int size, SpinLock lock) {
    this.machine = machine;
    this.structs = structs;
    this.size = size;
    this.lock = lock;
    this.first = machine.slots.add(name + "[0]", life, 0);
    machine.slots.format(first, structs::print);
    for (int i = 1; i < size; i++) {
      machine.slots.format(machine.slots.add(name + "[" + i + "]", life, 0), structs::print);
    }
  }

  @Override
  public SpinLock xaLock() {
    return lock;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public T load(int index) {
    return structs.at(machine.read(first + index, Op.READ_ONCE));
  }

  @Override
  public boolean insert(int index, T entry) {
    lock.lock();
    boolean free = machine.read(first + index, Op.READ_ONCE) == 0;
    if (free) {
      machine.write(first + index, structs.numberOf(entry), Op.WRITE_ONCE);
    }
    lock.unlock();
    return free;
  }

  @Override
  public XArray<T> guardedBy(Guard guard) {
    for (int i = 0; i < size; i++) {
      machine.slots.guard(first + i, guard);
    }
    return this;
  }

  @Override
  public void erase(int index) {
    lock.lock();
    machine.write(first + index, 0, Op.WRITE_ONCE);
    lock.unlock();
  }
}
