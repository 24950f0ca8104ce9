package epcheck.explore;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Work;

/**
 * A work item with a kworker of its own, in one slot: whether it is pending, running, and being
 * cancelled. That it runs matters only to {@code cancel_work_sync()}, so it is kept track of from
 * the first one on (which means: from the start, once more).
 *
 * <p>To lockdep the function runs with a lock held that is the item's, and that {@code
 * cancel_work_sync()} takes and gives back.
 */
final class ExploredWork implements Work {
  private static final int PENDING = 1;
  private static final int RUNNING = 2;

  /** WORK_OFFQ_CANCELING: it cannot be queued, and another who cancels has to wait. */
  private static final int CANCELLING = 4;

  private final Machine machine;

  /** Null if it is none to lockdep. */
  private final LockClass order;

  private final int state;
  private final int queue;
  private final int begin;
  private final int end;
  private final int cancel;
  private final int cancelWait;
  private final Runnable function;
  private final Task worker;
  private final Condition isPending;
  private final Condition notCancelled = new NotCancelled();
  private final Condition notRunning = new NotRunning();

  private ExploredWork(
      Machine machine, LockClass order, String name, String thread, Runnable function) {
    this.machine = machine;
    this.order = order;
    this.state = machine.slots.add(name, -1, 0);
    this.queue = Op.QUEUE_WORK.on(state);
    this.begin = Op.WORK_BEGIN.on(state);
    this.end = Op.WORK_END.on(state);
    this.cancel = Op.CANCEL_WORK_SYNC.on(state);
    this.cancelWait = Op.CANCEL_WORK_SYNC_WAIT.on(state);
    this.function = function;
    this.isPending = task -> (machine.memory.peek(state) & PENDING) != 0;
    this.worker = machine.addDaemon(thread, new EntryPoint(name, this::processOneWork));
  }

  static ExploredWork item(Machine machine, String name, Runnable function) {
    LockClass order = machine.order.classOfWork(name);
    return new ExploredWork(machine, order, name, "kworker/" + name, function);
  }

  /** A kernel thread, which nobody cancels. */
  static ExploredWork kthread(Machine machine, String name, Runnable round) {
    return new ExploredWork(machine, null, name, name, round);
  }

  @Override
  public boolean queue() {
    if (machine.replaying()) {
      return machine.replay(queue) != 0;
    }
    machine.begin(queue, true, Condition.NONE);
    int before = machine.load(state);
    boolean queues = (before & (PENDING | CANCELLING)) == 0;
    int after = queues ? before | PENDING : before;
    machine.memory.write(state, after);
    return machine.record(queue, queues ? 1 : 0, after) != 0;
  }

  /**
   * {@code process_one_work()}: the item is no longer pending when its function starts, so it can
   * be queued again.
   */
  private void processOneWork() {
    boolean cancellable = machine.slots.isPromoted(state);
    if (machine.replaying()) {
      machine.replay(begin);
    } else {
      machine.begin(begin, true, isPending);
      machine.memory.write(state, cancellable ? RUNNING : 0);
      machine.record(begin, 0, 0);
      if (order != null) {
        machine.changeHeld(order, LockChange.LOCK);
      }
    }
    function.run();
    if (cancellable) {
      // As in process_one_work(): "workqueue leaked lock" comes first.
      machine.checkNothingHeld();
      end();
    }
  }

  /** Like a release: it lets a waiter go on, and nobody else can tell. So it is no point. */
  private void end() {
    if (machine.replaying()) {
      machine.replay(end);
      return;
    }
    machine.begin(end, machine.everyAccess(), Condition.NONE);
    machine.memory.write(state, machine.load(state) & ~RUNNING);
    machine.record(end, 0, 0);
  }

  @Override
  public boolean cancelSync() {
    boolean wasPending;
    if (machine.replaying()) {
      wasPending = machine.replay(cancel) != 0;
    } else {
      machine.tried(state);
      machine.begin(cancel, true, notCancelled);
      int before = machine.load(state);
      machine.memory.write(state, before & ~PENDING | CANCELLING);
      wasPending = machine.record(cancel, before & PENDING, 0) != 0;
      machine.changeHeld(order, LockChange.SYNCHRONIZE);
    }
    if (machine.replaying()) {
      machine.replay(cancelWait);
    } else {
      machine.begin(cancelWait, true, notRunning);
      machine.memory.write(state, machine.load(state) & ~CANCELLING);
      machine.record(cancelWait, 0, 0);
    }
    return wasPending;
  }

  @Override
  public boolean isCurrent() {
    return machine.running() && machine.currentId() == worker.id;
  }

  private final class NotCancelled implements Awaited {
    @Override
    public boolean holds(Task task) {
      return (machine.memory.peek(state) & CANCELLING) == 0;
    }

    /** That it runs is why whoever cancels it already has not come back. */
    @Override
    public int inside(Task task) {
      return 1 << worker.id;
    }
  }

  private final class NotRunning implements Awaited {
    @Override
    public boolean holds(Task task) {
      return (machine.memory.peek(state) & RUNNING) == 0;
    }

    @Override
    public int inside(Task task) {
      return 1 << worker.id;
    }
  }
}
