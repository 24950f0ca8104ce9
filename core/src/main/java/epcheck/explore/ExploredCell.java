package epcheck.explore;

import epcheck.kernel.Cell;
import epcheck.kernel.Guard;
import epcheck.kernel.Struct;

/** A pointer in one slot: the number of the struct that it points to, 0 for NULL. */
final class ExploredCell<T extends Struct> implements Cell<T> {
  private final Machine machine;
  private final Structs structs;
  private final int slot;

  ExploredCell(Machine machine, Structs structs, String name, int life) {
    this.machine = machine;
    this.structs = structs;
    this.slot = machine.slots.add(name, life, 0);
    machine.slots.format(slot, structs::print);
  }

  @Override
  public T get() {
    return structs.at(machine.read(slot, Op.READ));
  }

  @Override
  public void set(T value) {
    machine.write(slot, structs.numberOf(value), Op.WRITE);
  }

  @Override
  public T readOnce() {
    return structs.at(machine.read(slot, Op.READ_ONCE));
  }

  @Override
  public void writeOnce(T value) {
    machine.write(slot, structs.numberOf(value), Op.WRITE_ONCE);
  }

  @Override
  public Cell<T> guardedBy(Guard guard) {
    machine.slots.guard(slot, guard);
    return this;
  }

  @Override
  public Cell<T> setOnce() {
    machine.slots.guard(slot, write -> write == (machine.memory.peek(slot) == 0));
    return this;
  }
}
