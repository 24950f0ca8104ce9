package epcheck.explore;

import epcheck.kernel.RwSemaphore;

/**
 * A fair reader-writer semaphore in three slots: the writer's id plus one, the readers as a mask,
 * and the queued writers as a mask. {@code down_write} is one step if nobody holds it; else it
 * queues, which new readers see, and waits.
 */
final class ExploredRwSemaphore implements RwSemaphore, HeldLock, Condition {
  private final Machine machine;
  private final String name;
  private final LockClass order;
  private final LockClass nestedOrder;
  private final int writer;
  private final int readers;
  private final int queued;
  private final Condition unheld = task -> unheld();
  private final int downRead;
  private final int upRead;
  private final int downWrite;
  private final int downWriteNested;
  private final int downWriteQueued;
  private final int upWrite;
  private final int downgradeWrite;

  ExploredRwSemaphore(Machine machine, String name, int life, LockClass order) {
    this.machine = machine;
    this.name = name;
    this.order = order;
    this.nestedOrder = machine.order.nestedIn(order);
    this.writer = machine.slots.add(name, life, 0);
    this.readers = machine.slots.add(name, life, 0);
    this.queued = machine.slots.add(name, life, 0);
    this.downRead = Op.DOWN_READ.on(writer);
    this.upRead = Op.UP_READ.on(writer);
    this.downWrite = Op.DOWN_WRITE.on(writer);
    this.downWriteNested = Op.DOWN_WRITE_NESTED.on(writer);
    this.downWriteQueued = Op.DOWN_WRITE_QUEUED.on(writer);
    this.upWrite = Op.UP_WRITE.on(writer);
    this.downgradeWrite = Op.DOWNGRADE_WRITE.on(writer);
    machine.slots.addLock(this);
    machine.order.loggedWith(writer, order);
  }

  private boolean unheld() {
    return machine.memory.peek(writer) == 0 && machine.memory.peek(readers) == 0;
  }

  private int me() {
    return 1 << machine.currentId();
  }

  @Override
  public void downRead() {
    if (machine.replaying()) {
      machine.replay(downRead);
      return;
    }
    machine.refuseRecursion(this);
    machine.begin(downRead, true, this);
    machine.load(writer);
    machine.load(queued);
    machine.memory.write(readers, machine.load(readers) | me());
    machine.record(downRead, 0, 0);
    machine.changeHeld(order, LockChange.READ_LOCK);
  }

  @Override
  public void upRead() {
    if (machine.replaying()) {
      machine.replay(upRead);
      return;
    }
    machine.begin(upRead, machine.releasePoint(writer), Condition.NONE);
    int now = machine.load(readers);
    machine.requireHolder((now & me()) != 0, name);
    machine.memory.write(readers, now & ~me());
    machine.record(upRead, 0, 0);
    machine.changeHeld(order, LockChange.READ_UNLOCK);
  }

  @Override
  public void downWrite() {
    downWrite(downWrite, order);
  }

  @Override
  public void downWriteNested() {
    downWrite(downWriteNested, nestedOrder);
  }

  private void downWrite(int acquisition, LockClass as) {
    if (machine.replaying()) {
      if (machine.replay(acquisition) != 0) {
        return;
      }
    } else {
      machine.refuseRecursion(this);
      machine.begin(acquisition, true, Condition.NONE);
      boolean free = machine.load(writer) == 0 && machine.load(readers) == 0;
      if (free) {
        machine.memory.write(writer, machine.currentId() + 1);
      } else {
        machine.memory.write(queued, machine.load(queued) | me());
      }
      if (machine.record(acquisition, free ? 1 : 0, 0) != 0) {
        machine.changeHeld(as, LockChange.LOCK);
        return;
      }
    }
    if (machine.replaying()) {
      machine.replay(downWriteQueued);
      return;
    }
    machine.begin(downWriteQueued, true, unheld);
    machine.load(readers);
    machine.memory.write(queued, machine.load(queued) & ~me());
    machine.memory.write(writer, machine.currentId() + 1);
    machine.record(downWriteQueued, 0, 0);
    machine.changeHeld(as, LockChange.LOCK);
  }

  @Override
  public void upWrite() {
    if (machine.replaying()) {
      machine.replay(upWrite);
      return;
    }
    machine.begin(upWrite, machine.releasePoint(writer), Condition.NONE);
    machine.requireHolder(machine.load(writer) == machine.currentId() + 1, name);
    machine.memory.write(writer, 0);
    machine.record(upWrite, 0, 0);
    machine.changeHeld(order, LockChange.UNLOCK);
  }

  /**
   * Readers do not queue here, so none is woken: one that would get in ahead of a queued writer
   * gets in by its own step, in the schedule in which that writer queues after it. Nobody can see
   * how long a writer that has to wait has queued. Like a release, this takes nothing from others,
   * so it is no scheduling point.
   */
  @Override
  public void downgradeWrite() {
    if (machine.replaying()) {
      machine.replay(downgradeWrite);
      return;
    }
    machine.begin(downgradeWrite, machine.releasePoint(writer), Condition.NONE);
    machine.requireHolder(machine.load(writer) == machine.currentId() + 1, name);
    machine.memory.write(writer, 0);
    machine.memory.write(readers, machine.load(readers) | me());
    machine.record(downgradeWrite, 0, 0);
    machine.changeHeld(order, LockChange.DOWNGRADE);
  }

  /** A reader may enter: no writer holds it, and none is queued behind readers. */
  @Override
  public boolean holds(Task task) {
    return machine.memory.peek(writer) == 0
        && (machine.memory.peek(queued) == 0 || machine.memory.peek(readers) == 0);
  }

  @Override
  public boolean held(boolean write) {
    return machine.memory.peek(writer) == machine.currentId() + 1
        || !write && (machine.memory.peek(readers) & me()) != 0;
  }

  @Override
  public int holders() {
    int holder = machine.memory.peek(writer);
    return machine.memory.peek(readers) | (holder == 0 ? 0 : 1 << holder - 1);
  }

  /** The writers that are queued, as a mask: what a reader may wait for besides the holders. */
  @Override
  public int queued() {
    return machine.memory.peek(queued);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int slot() {
    return writer;
  }
}
