package epcheck.explore;

import epcheck.kernel.Work;

/** A work item with a kworker of its own; one slot tells whether it is pending. */
final class ExploredWork implements Work {
  private final Machine machine;
  private final int pending;
  private final int queue;
  private final int begin;
  private final Runnable function;
  private final Condition isPending;

  ExploredWork(Machine machine, String name, Runnable function) {
    this.machine = machine;
    this.pending = machine.slots.add(name, -1, 0);
    this.queue = Op.QUEUE_WORK.on(pending);
    this.begin = Op.WORK_BEGIN.on(pending);
    this.function = function;
    this.isPending = task -> machine.memory.peek(pending) != 0;
    machine.addDaemon("kworker/" + name, new EntryPoint(name, this::processOneWork));
  }

  @Override
  public boolean queue() {
    if (machine.replaying()) {
      return machine.replay(queue) != 0;
    }
    machine.begin(queue, true, Condition.NONE);
    boolean idle = machine.load(pending) == 0;
    machine.memory.write(pending, 1);
    return machine.record(queue, idle ? 1 : 0, 1) != 0;
  }

  /**
   * {@code process_one_work()}: the item is no longer pending when its function starts, so it can
   * be queued again.
   */
  private void processOneWork() {
    if (machine.replaying()) {
      machine.replay(begin);
    } else {
      machine.begin(begin, true, isPending);
      machine.memory.write(pending, 0);
      machine.record(begin, 0, 0);
    }
    function.run();
  }
}
