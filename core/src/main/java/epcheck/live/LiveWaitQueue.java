package epcheck.live;

import epcheck.live.LiveHungTasks.Wait;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/**
 * {@code wait_queue_head_t}: the one place where a task goes to sleep.
 *
 * <p>No wake-up is lost if whoever makes the condition true then calls {@link #wakeUp}: the sleeper
 * looks at its condition with the monitor held and gives the monitor up only in its sleep. The
 * monitor is also free for a primitive to keep its state under ({@code wait_lock}).
 */
final class LiveWaitQueue {
  private final LiveHungTasks hungTasks;
  private volatile int sleepers;

  LiveWaitQueue(LiveHungTasks hungTasks) {
    this.hungTasks = hungTasks;
  }

  /**
   * {@code wait_event()}: sleeps, uninterruptibly, until the condition holds; it is evaluated under
   * the monitor.
   *
   * @param what it is that the task waits for, for a report
   */
  synchronized void waitEvent(Wait what, BooleanSupplier condition) {
    boolean interrupted = false;
    boolean waits = false;
    sleepers++; // Under the monitor: no update is lost.
    VarHandle.fullFence(); // Pairs with the fence before isActive().
    try {
      int before = hungTasks.changes();
      while (!condition.getAsBoolean()) {
        if (!waits) {
          waits = true;
          hungTasks.begin(what);
        }
        long millis = hungTasks.lookedInVain(before);
        try {
          if (millis == 0) {
            wait(); // Not wait(0): Lincheck takes that for one that a time limit ends.
          } else {
            wait(millis);
          }
        } catch (InterruptedException e) {
          interrupted = true; // TASK_UNINTERRUPTIBLE: kept for the caller.
        }
        before = hungTasks.changes();
      }
    } finally {
      sleepers--;
      if (waits) {
        hungTasks.end(what);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** {@code wake_up_all()}. */
  synchronized void wakeUp() {
    notifyAll();
  }

  /**
   * {@code waitqueue_active()}: a full fence must stand between making the condition true and this.
   */
  boolean isActive() {
    return sleepers != 0;
  }
}
