package epcheck.explore;

import epcheck.kernel.Bits;

/**
 * A word of flags in one slot. Which bit an operation is about is logged with it: the value is bit
 * and result.
 */
final class ExploredBits implements Bits {
  private final Machine machine;
  private final int slot;
  private final int setBit;
  private final int clearBit;
  private final int testBit;
  private final int testAndSetBit;

  ExploredBits(Machine machine, String name, int life, String... bitNames) {
    this.machine = machine;
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
    return (machine.record(testAndSetBit, bit << 1 | word >> bit & 1, word | 1 << bit) & 1) != 0;
  }
}
