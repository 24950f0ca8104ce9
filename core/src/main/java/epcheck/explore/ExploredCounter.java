package epcheck.explore;

import epcheck.kernel.Counter;

/** An atomic counter in one slot. */
final class ExploredCounter implements Counter {
  private final Machine machine;
  private final int slot;
  private final int addReturn;

  ExploredCounter(Machine machine, String name, int life, int initial) {
    this.machine = machine;
    this.slot = machine.slots.add(name, life, initial);
    this.addReturn = Op.ADD_RETURN.on(slot);
  }

  @Override
  public int addReturn(int amount) {
    if (machine.replaying()) {
      return machine.replay(addReturn);
    }
    machine.begin(addReturn, true, Condition.NONE);
    int value = machine.load(slot) + amount;
    machine.memory.write(slot, value);
    return machine.record(addReturn, value, value);
  }

  @Override
  public int read() {
    return machine.read(slot, Op.READ_ONCE);
  }
}
