package epcheck.live;

import static java.util.Collections.singletonList;

import epcheck.kernel.Work;
import epcheck.live.LiveHungTasks.Wait;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code struct work_struct}. An item is no longer pending when its function starts, so it can be
 * queued again meanwhile; it then runs once more, but never beside itself.
 */
final class LiveWork implements Work {
  private static final int PENDING = 1;
  private static final int RUNNING = 2;

  /** WORK_OFFQ_CANCELING: it cannot be queued, and another who cancels has to wait. */
  private static final int CANCELLING = 4;

  private final LiveAtomicContext context;
  private final LiveWorkers workers;
  private final String name;
  private final String thread;
  private final Runnable function;
  private final AtomicInteger state = new AtomicInteger();
  private final LiveWaitQueue cancellers;

  /**
   * The kworker that runs the function now. Plain: a thread only wants to know whether it is the
   * one itself.
   */
  private Thread runner;

  LiveWork(
      LiveAtomicContext context,
      LiveHungTasks hungTasks,
      LiveWorkers workers,
      String name,
      String thread,
      Runnable function) {
    this.context = context;
    this.cancellers = hungTasks.waitQueue();
    this.workers = workers;
    this.name = name;
    this.thread = thread;
    this.function = function;
  }

  /**
   * {@code queue_work()}: fully ordered whether it queues or not. Who finds the item pending relies
   * on the function to see what it wrote before, and the function, having cleared the bit, does.
   */
  @Override
  public boolean queue() {
    VarHandle.fullFence();
    int before = state.getAndUpdate(s -> canQueue(s) ? s | PENDING : s);
    VarHandle.fullFence();
    if (before == 0) {
      workers.start(thread, this::processPending);
    }
    return canQueue(before);
  }

  private static boolean canQueue(int s) {
    return (s & (PENDING | CANCELLING)) == 0;
  }

  /** {@code process_one_work()}, until nobody has queued the item while it ran. */
  private void processPending() {
    while (begin()) {
      VarHandle.fullFence();
      runner = Thread.currentThread();
      workers.invoke(function);
      runner = null;
      state.getAndUpdate(s -> s & ~RUNNING);
      VarHandle.fullFence();
      if (cancellers.isActive()) {
        cancellers.wakeUp();
      }
    }
  }

  /**
   * set_work_pool_and_clear_pending(), with the smp_mb() that follows it; false if the item was
   * cancelled, or another kworker came first.
   */
  private boolean begin() {
    int before = state.getAndUpdate(s -> canBegin(s) ? s & ~PENDING | RUNNING : s);
    return canBegin(before);
  }

  private static boolean canBegin(int s) {
    return (s & (PENDING | RUNNING)) == PENDING;
  }

  /** {@code cancel_work_sync()}. */
  @Override
  public boolean cancelSync() {
    context.mightSleep("cancel_work_sync", name);
    VarHandle.fullFence();
    int[] before = {0};
    cancellers.waitEvent(
        new Wait("cancel_work_sync(&" + name + ")", "cancelled by", List::of),
        () -> {
          before[0] = state.getAndUpdate(s -> canCancel(s) ? s & ~PENDING | CANCELLING : s);
          return canCancel(before[0]);
        });
    cancellers.waitEvent(
        new Wait(
            "cancel_work_sync(&" + name + ") [waits for its function]",
            "run by",
            () -> singletonList(runner)),
        () -> (state.get() & RUNNING) == 0);
    state.getAndUpdate(s -> s & ~CANCELLING);
    VarHandle.fullFence();
    cancellers.wakeUp();
    return (before[0] & PENDING) != 0;
  }

  @Override
  public boolean isCurrent() {
    return runner == Thread.currentThread();
  }

  private static boolean canCancel(int s) {
    return (s & CANCELLING) == 0;
  }
}
