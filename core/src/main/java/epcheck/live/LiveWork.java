package epcheck.live;

import epcheck.kernel.Work;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code struct work_struct}. An item is no longer pending when its function starts, so it can be
 * queued again meanwhile; it then runs once more, but never beside itself.
 */
final class LiveWork implements Work {
  private static final int PENDING = 1;
  private static final int RUNNING = 2;

  private final LiveWorkers workers;
  private final String name;
  private final Runnable function;
  private final AtomicInteger state = new AtomicInteger();

  LiveWork(LiveWorkers workers, String name, Runnable function) {
    this.workers = workers;
    this.name = name;
    this.function = function;
  }

  /**
   * {@code queue_work()}: fully ordered whether it queues or not. Who finds the item pending relies
   * on the function to see what it wrote before, and the function, having cleared the bit, does.
   */
  @Override
  public boolean queue() {
    VarHandle.fullFence();
    int before = state.getAndUpdate(s -> s | PENDING);
    VarHandle.fullFence();
    if (before == 0) {
      workers.start(name, this::processPending);
    }
    return (before & PENDING) == 0;
  }

  /** {@code process_one_work()}, until nobody has queued the item while it ran. */
  private void processPending() {
    do {
      state.set(RUNNING); // set_work_pool_and_clear_pending(), with the smp_mb() that follows it.
      VarHandle.fullFence();
      workers.invoke(function);
    } while (!state.compareAndSet(RUNNING, 0));
  }
}
