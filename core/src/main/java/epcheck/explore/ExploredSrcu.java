package epcheck.explore;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Srcu;
import java.util.ArrayList;
import java.util.List;

/**
 * An SRCU domain. Each task has a slot with the depth of its read sections and one with the mask of
 * readers that its {@code synchronize_srcu} still waits for: {@code srcu_read_unlock} takes itself
 * out of all those masks, so a reader that comes later, or comes back, is not waited for. Callbacks
 * queue in a ring; unless the domain is big, a {@code synchronize_srcu} also waits until as many
 * have run as were queued when it began.
 */
final class ExploredSrcu implements Srcu {
  private static final int MAX_CALLBACKS = 8;

  private final Machine machine;
  private final String name;
  private final LockClass order;
  private final int life;
  private final int self;
  private final int depth;
  private final int awaited;
  private final int target;
  private final int readLock;
  private final int readUnlock;
  private final int synchronize;
  private final int synchronizeWait;
  private final int cleanup;
  private final Condition gracePeriod = new GracePeriod();

  /** There is a list of callbacks for each CPU, so no synchronize_srcu() waits for any. */
  private boolean big;

  // Only in a domain that has callbacks.
  private final List<ExploredCallback> callbacks = new ArrayList<>();
  private int queued = -1;
  private int completed = -1;
  private int ring = -1;
  private int call;
  private int begin;
  private int wait;
  private int finish;

  ExploredSrcu(Machine machine, String name, int life, LockClass order) {
    this.machine = machine;
    this.name = name;
    this.order = order;
    this.life = life;
    this.self = machine.slots.add(name, life, 0);
    this.depth = perTask();
    this.awaited = perTask();
    this.target = perTask();
    this.readLock = Op.SRCU_READ_LOCK.on(self);
    this.readUnlock = Op.SRCU_READ_UNLOCK.on(self);
    this.synchronize = Op.SYNCHRONIZE_SRCU.on(self);
    this.synchronizeWait = Op.SYNCHRONIZE_SRCU_WAIT.on(self);
    this.cleanup = Op.SRCU_CLEANUP.on(self);
    machine.slots.addRelease(self);
    machine.order.loggedWith(self, order);
  }

  private int perTask() {
    int first = machine.slots.add(name, life, 0);
    for (int t = 1; t < Machine.MAX_TASKS; t++) {
      machine.slots.add(name, life, 0);
    }
    return first;
  }

  @Override
  public void readLock() {
    if (machine.replaying()) {
      machine.replay(readLock);
      return;
    }
    machine.begin(readLock, true, Condition.NONE);
    int slot = depth + machine.currentId();
    machine.memory.write(slot, machine.load(slot) + 1);
    machine.record(readLock, 0, 0);
    machine.changeHeld(order, LockChange.READ_LOCK_RECURSIVE);
  }

  @Override
  public void readUnlock() {
    if (machine.replaying()) {
      machine.replay(readUnlock);
      return;
    }
    machine.begin(readUnlock, machine.releasePoint(self), Condition.NONE);
    int me = machine.currentId();
    int sections = machine.load(depth + me);
    machine.requireHolder(sections > 0, name);
    machine.memory.write(depth + me, sections - 1);
    if (sections == 1) {
      for (int t = 0; t < machine.taskCount(); t++) {
        leave(awaited + t, me);
      }
      for (ExploredCallback callback : callbacks) {
        leave(callback.awaited, me);
      }
    }
    machine.record(readUnlock, 0, 0);
    machine.changeHeld(order, LockChange.READ_UNLOCK);
  }

  private void leave(int mask, int reader) {
    int before = machine.memory.peek(mask);
    if ((before >> reader & 1) != 0) {
      machine.memory.write(mask, before & ~(1 << reader));
    }
  }

  /** The tasks inside a read section, as a mask. */
  int readers() {
    int mask = 0;
    for (int t = 0; t < machine.taskCount(); t++) {
      if (machine.load(depth + t) > 0) {
        mask |= 1 << t;
      }
    }
    return mask;
  }

  @Override
  public void transitionToBig() {
    big = true;
  }

  /** Whether {@code synchronize_srcu()} waits for callbacks that were queued before. */
  private boolean inOneList() {
    return queued >= 0 && !big;
  }

  @Override
  public void synchronize() {
    if (machine.replaying()) {
      machine.replay(synchronize);
    } else {
      machine.begin(synchronize, true, Condition.NONE);
      machine.memory.write(awaited + machine.currentId(), readers());
      if (inOneList()) {
        machine.memory.write(target + machine.currentId(), machine.load(queued));
      }
      machine.record(synchronize, 0, 0);
      machine.changeHeld(order, LockChange.SYNCHRONIZE);
    }
    if (machine.replaying()) {
      machine.replay(synchronizeWait);
      return;
    }
    machine.begin(synchronizeWait, true, gracePeriod);
    machine.load(awaited + machine.currentId());
    if (inOneList()) {
      machine.load(completed);
      machine.memory.write(target + machine.currentId(), 0);
    }
    machine.record(synchronizeWait, 0, 0);
  }

  private final class GracePeriod implements Awaited {
    @Override
    public boolean holds(Task task) {
      return machine.memory.peek(awaited + task.id) == 0
          && (!inOneList()
              || machine.memory.peek(completed) >= machine.memory.peek(target + task.id));
    }

    @Override
    public int inside(Task task) {
      return machine.memory.peek(awaited + task.id);
    }
  }

  @Override
  public void cleanup() {
    if (machine.replaying()) {
      machine.replay(cleanup);
      return;
    }
    machine.tried(self);
    machine.begin(cleanup, true, Condition.NONE);
    boolean active = readers() != 0;
    machine.record(cleanup, 0, 0);
    if (active) {
      machine.warn("cleanup_srcu_struct(&" + name + ") with active readers");
    }
  }

  @Override
  public Callback callback(String callbackName, Runnable function) {
    if (queued < 0) {
      queued = machine.slots.add(name, life, 0);
      completed = machine.slots.add(name, life, 0);
      ring = machine.slots.add(name, life, 0);
      for (int i = 1; i < MAX_CALLBACKS; i++) {
        machine.slots.add(name, life, 0);
      }
      begin = Op.SRCU_CALLBACK_BEGIN.on(queued);
      wait = Op.SRCU_GRACE_PERIOD.on(queued);
      finish = Op.SRCU_CALLBACK_END.on(queued);
      call = Op.CALL_SRCU.on(queued);
      machine.addDaemon(
          "kworker/srcu", new EntryPoint("srcu_invoke_callbacks", this::invokeCallback));
    }
    if (callbacks.size() == MAX_CALLBACKS) {
      throw new ModelError(
          "srcu domain " + name + " has more than " + MAX_CALLBACKS + " callbacks");
    }
    ExploredCallback callback =
        new ExploredCallback(callbacks.size(), machine.slots.add(callbackName, -1, 0), function);
    callbacks.add(callback);
    return callback;
  }

  @Override
  public void call(Callback callback) {
    if (machine.replaying()) {
      machine.replay(call);
      return;
    }
    machine.begin(call, true, Condition.NONE);
    ExploredCallback c = (ExploredCallback) callback;
    int n = machine.load(queued);
    machine.memory.write(c.awaited, readers());
    machine.memory.write(ring + n % MAX_CALLBACKS, c.id);
    machine.memory.write(queued, n + 1);
    machine.record(call, 0, 0);
  }

  /** One turn of the domain's kworker: the oldest callback, once its grace period is over. */
  private void invokeCallback() {
    int id;
    if (machine.replaying()) {
      id = machine.replay(begin);
    } else {
      machine.begin(begin, true, this::callbackQueued);
      machine.load(queued);
      id = machine.record(begin, machine.load(ring + machine.load(completed) % MAX_CALLBACKS), 0);
    }
    ExploredCallback callback = callbacks.get(id);
    if (machine.replaying()) {
      machine.replay(wait);
    } else {
      machine.begin(wait, true, callback);
      machine.load(callback.awaited);
      machine.record(wait, 0, 0);
    }
    machine.disableBh(1);
    callback.function.run();
    machine.disableBh(-1);
    if (machine.replaying()) {
      machine.replay(finish);
    } else {
      machine.begin(finish, machine.releasePoint(queued), Condition.NONE);
      machine.memory.write(completed, machine.load(completed) + 1);
      machine.record(finish, 0, 0);
    }
  }

  private boolean callbackQueued(Task task) {
    return machine.memory.peek(completed) < machine.memory.peek(queued);
  }

  /** A struct rcu_head: the mask of the readers that it waits for. */
  private final class ExploredCallback implements Callback, Awaited {
    final int id;
    final int awaited;
    final Runnable function;

    ExploredCallback(int id, int awaited, Runnable function) {
      this.id = id;
      this.awaited = awaited;
      this.function = function;
    }

    @Override
    public boolean holds(Task task) {
      return machine.memory.peek(awaited) == 0;
    }

    @Override
    public int inside(Task task) {
      return machine.memory.peek(awaited);
    }
  }
}
