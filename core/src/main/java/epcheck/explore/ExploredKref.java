package epcheck.explore;

import epcheck.kernel.Guard;
import epcheck.kernel.Kref;

/**
 * A reference count, and the task that dropped it to zero (its id plus one): the owner of what it
 * counted.
 */
final class ExploredKref implements Kref {
  private final Machine machine;
  private final String name;
  private final int slot;
  private final int releaser;
  private final int get;
  private final int getUnlessZero;
  private final int put;

  ExploredKref(Machine machine, String name, int life, int initial) {
    this.machine = machine;
    this.name = name;
    this.slot = machine.slots.add(name, life, initial);
    this.releaser = machine.slots.add(name, life, 0);
    this.get = Op.KREF_GET.on(slot);
    this.getUnlessZero = Op.KREF_GET_UNLESS_ZERO.on(slot);
    this.put = Op.KREF_PUT.on(slot);
  }

  @Override
  public void get() {
    if (machine.replaying()) {
      machine.replay(get);
      return;
    }
    machine.begin(get, true, Condition.NONE);
    int count = machine.load(slot);
    if (count <= 0) {
      throw machine.raise(
          "refcount-from-zero", "refcount_t: addition on 0; use-after-free: " + name);
    }
    machine.memory.write(slot, count + 1);
    machine.record(get, 0, count + 1);
  }

  @Override
  public boolean getUnlessZero() {
    if (machine.replaying()) {
      return machine.replay(getUnlessZero) != 0;
    }
    machine.begin(getUnlessZero, true, Condition.NONE);
    int count = machine.load(slot);
    if (count != 0) {
      machine.memory.write(slot, count + 1);
    }
    return machine.record(getUnlessZero, count == 0 ? 0 : 1, count == 0 ? 0 : count + 1) != 0;
  }

  @Override
  public boolean put() {
    if (machine.replaying()) {
      return machine.replay(put) != 0;
    }
    machine.begin(put, true, Condition.NONE);
    int count = machine.load(slot);
    if (count <= 0) {
      throw machine.raise("refcount-underflow", "refcount_t: underflow; use-after-free: " + name);
    }
    machine.memory.write(slot, count - 1);
    if (count == 1) {
      machine.memory.write(releaser, machine.currentId() + 1);
    }
    return machine.record(put, count == 1 ? 1 : 0, count - 1) != 0;
  }

  @Override
  public int read() {
    return machine.read(slot, Op.READ_ONCE);
  }

  @Override
  public Guard orReleaser(Guard lock) {
    return write -> {
      // A read, so that it is in the footprint: no sleep set may skip the one order that breaks the
      // guard.
      int owner = machine.load(releaser);
      return owner == 0 ? lock.held(write) : owner == machine.currentId() + 1;
    };
  }
}
