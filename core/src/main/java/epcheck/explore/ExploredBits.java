package epcheck.explore;

import epcheck.kernel.Bits;
import epcheck.kernel.Guard;

/**
 * A word of flags in one slot. Which bit an operation is about is logged with it: the value is bit
 * and result.
 */
final class ExploredBits implements Bits {
  private static final int NONE = -1;

  private final Machine machine;
  private final String name;
  private final int life;
  private final int slot;
  private final int setBit;
  private final int clearBit;
  private final int testBit;
  private final int testAndSetBit;

  /** The bit that is used as a lock, and the slot with the id of its holder plus one, or 0. */
  private int lockBit = NONE;

  private int holder = NONE;

  ExploredBits(Machine machine, String name, int life, String... bitNames) {
    this.machine = machine;
    this.name = name;
    this.life = life;
    this.slot = machine.slots.add(name, life, 0);
    this.setBit = Op.SET_BIT.on(slot);
    this.clearBit = Op.CLEAR_BIT.on(slot);
    this.testBit = Op.TEST_BIT.on(slot);
    this.testAndSetBit = Op.TEST_AND_SET_BIT.on(slot);
    machine.slots.nameBits(slot, bitNames);
  }

  @Override
  public void setBit(int bit) {
    change(setBit, bit, 1);
  }

  @Override
  public void clearBit(int bit) {
    change(clearBit, bit, 0);
  }

  private void change(int signature, int bit, int value) {
    if (machine.replaying()) {
      machine.replay(signature);
      return;
    }
    machine.begin(signature, true, Condition.NONE);
    int word = machine.load(slot) & ~(1 << bit) | value << bit;
    machine.memory.write(slot, word);
    if (bit == lockBit && value == 0) {
      machine.memory.write(holder, 0);
    }
    machine.record(signature, bit << 1, word);
  }

  @Override
  public boolean testBit(int bit) {
    if (machine.replaying()) {
      return (machine.replay(testBit) & 1) != 0;
    }
    machine.begin(testBit, true, Condition.NONE);
    int word = machine.load(slot);
    return (machine.record(testBit, bit << 1 | word >> bit & 1, word) & 1) != 0;
  }

  @Override
  public boolean testAndSetBit(int bit) {
    if (machine.replaying()) {
      return (machine.replay(testAndSetBit) & 1) != 0;
    }
    machine.begin(testAndSetBit, true, Condition.NONE);
    int word = machine.load(slot);
    machine.memory.write(slot, word | 1 << bit);
    if (bit == lockBit && (word >> bit & 1) == 0) {
      machine.memory.write(holder, machine.currentId() + 1);
    }
    return (machine.record(testAndSetBit, bit << 1 | word >> bit & 1, word | 1 << bit) & 1) != 0;
  }

  @Override
  public Guard lockedBy(int lock, int until) {
    if (holder == NONE) {
      holder = machine.slots.add(name + " (bit " + lock + " set by)", life, 0);
      lockBit = lock;
    } else if (lock != lockBit) {
      throw new IllegalArgumentException("only one bit of " + name + " can be a lock");
    }
    // Reads, so that they are in the footprint: no sleep set may skip the one order that breaks the
    // guard.
    return write ->
        machine.load(holder) == machine.currentId() + 1 && (machine.load(slot) >> until & 1) == 0;
  }
}
