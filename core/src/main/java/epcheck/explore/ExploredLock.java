package epcheck.explore;

import epcheck.kernel.Mutex;
import epcheck.kernel.SpinLock;

/**
 * A spinlock or a mutex: one slot, with the holder's id plus one. To the scheduler they are the
 * same but for what the holder may do: with a spinlock it must not sleep.
 */
final class ExploredLock implements SpinLock, Mutex, HeldLock, Condition {
  private final Machine machine;
  private final String name;
  private final LockClass order;
  private final int slot;
  private final boolean atomic;
  private final int lock;
  private final int tryLock;
  private final int unlock;

  private ExploredLock(
      Machine machine, String name, int life, LockClass order, Op lock, Op tryLock, Op unlock) {
    this.machine = machine;
    this.name = name;
    this.order = order;
    this.slot = machine.slots.add(name, life, 0);
    this.atomic = lock == Op.SPIN_LOCK;
    this.lock = lock.on(slot);
    this.tryLock = tryLock.on(slot);
    this.unlock = unlock.on(slot);
    machine.slots.addLock(this);
    machine.order.loggedWith(slot, order);
  }

  static ExploredLock spinLock(Machine machine, String name, int life, LockClass order) {
    return new ExploredLock(
        machine, name, life, order, Op.SPIN_LOCK, Op.SPIN_TRYLOCK, Op.SPIN_UNLOCK);
  }

  static ExploredLock mutex(Machine machine, String name, int life, LockClass order) {
    return new ExploredLock(
        machine, name, life, order, Op.MUTEX_LOCK, Op.MUTEX_TRYLOCK, Op.MUTEX_UNLOCK);
  }

  @Override
  public void lock() {
    if (machine.replaying()) {
      machine.replay(lock);
      return;
    }
    machine.refuseRecursion(this);
    machine.begin(lock, true, this);
    take();
    machine.record(lock, 0, 0);
    machine.changeHeld(order, LockChange.LOCK);
  }

  @Override
  public boolean tryLock() {
    if (machine.replaying()) {
      return machine.replay(tryLock) != 0;
    }
    machine.tried(slot);
    machine.begin(tryLock, true, NONE);
    boolean free = machine.load(slot) == 0;
    if (free) {
      take();
      machine.changeHeld(order, LockChange.TRYLOCK);
    }
    return machine.record(tryLock, free ? 1 : 0, machine.memory.peek(slot)) != 0;
  }

  private void take() {
    machine.memory.write(slot, machine.currentId() + 1);
    if (atomic) {
      machine.addPreemptCount(1);
    }
  }

  @Override
  public void unlock() {
    if (machine.replaying()) {
      machine.replay(unlock);
      return;
    }
    machine.begin(unlock, machine.releasePoint(slot), NONE);
    machine.requireHolder(machine.load(slot) == machine.currentId() + 1, name);
    machine.memory.write(slot, 0);
    if (atomic) {
      machine.addPreemptCount(-1);
    }
    machine.record(unlock, 0, 0);
    machine.changeHeld(order, LockChange.UNLOCK);
  }

  @Override
  public boolean held(boolean write) {
    return machine.memory.peek(slot) == machine.currentId() + 1;
  }

  @Override
  public boolean holds(Task task) {
    return machine.memory.peek(slot) == 0;
  }

  @Override
  public int holders() {
    int holder = machine.memory.peek(slot);
    return holder == 0 ? 0 : 1 << holder - 1;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int slot() {
    return slot;
  }
}
