package epcheck.explore;

import epcheck.kernel.Guard;
import epcheck.kernel.IntCell;
import java.util.function.IntFunction;

/** An integer variable in one slot. */
final class ExploredIntCell implements IntCell {
  private final Machine machine;
  private final int slot;

  ExploredIntCell(Machine machine, String name, int life, int initial) {
    this.machine = machine;
    this.slot = machine.slots.add(name, life, initial);
  }

  @Override
  public int get() {
    return machine.read(slot, Op.READ);
  }

  @Override
  public void set(int value) {
    machine.write(slot, value, Op.WRITE);
  }

  @Override
  public int readOnce() {
    return machine.read(slot, Op.READ_ONCE);
  }

  @Override
  public void writeOnce(int value) {
    machine.write(slot, value, Op.WRITE_ONCE);
  }

  @Override
  public IntCell guardedBy(Guard guard) {
    machine.slots.guard(slot, guard);
    return this;
  }

  /** The value is read so that it is in the footprint, as that of a count's releaser. */
  @Override
  public IntCell guardedByValue(IntFunction<Guard> guard) {
    machine.slots.guard(slot, write -> guard.apply(machine.load(slot)).held(write));
    return this;
  }

  @Override
  public IntCell setOnce() {
    machine.slots.guard(slot, write -> write == (machine.memory.peek(slot) == 0));
    return this;
  }

  @Override
  public IntCell printedAs(IntFunction<String> format) {
    machine.slots.format(slot, format);
    return this;
  }
}
