package epcheck.live;

import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/**
 * {@code wait_queue_head_t}: the one place where a task goes to sleep, and so the one where a
 * deadline would go.
 *
 * <p>No wake-up is lost if whoever makes the condition true then calls {@link #wakeUp}: the sleeper
 * looks at its condition with the monitor held and gives the monitor up only in its sleep. The
 * monitor is also free for a primitive to keep its state under ({@code wait_lock}).
 */
final class LiveWaitQueue {
  private volatile int sleepers;

  /**
   * {@code wait_event()}: sleeps, uninterruptibly, until the condition holds; it is evaluated under
   * the monitor.
   */
  synchronized void waitEvent(BooleanSupplier condition) {
    boolean interrupted = false;
    sleepers++; // Under the monitor: no update is lost.
    VarHandle.fullFence(); // Pairs with the fence before isActive().
    try {
      while (!condition.getAsBoolean()) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true; // TASK_UNINTERRUPTIBLE: kept for the caller.
        }
      }
    } finally {
      sleepers--;
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
