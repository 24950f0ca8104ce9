package epcheck.live;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * panic_on_oops: once a task has died, what it held stays held for ever, so all that wait, or
 * retry, die of the same.
 */
class LivePanic extends LiveHungTasks {
  /** Complete before any task runs. */
  private final List<LiveWaitQueue> waitQueues = new ArrayList<>();

  LivePanic(LiveTasks tasks) {
    super(tasks);
  }

  @Override
  LiveWaitQueue waitQueue() {
    LiveWaitQueue queue = super.waitQueue();
    waitQueues.add(queue);
    return queue;
  }

  @Override
  void oops(Throwable cause) {
    super.oops(cause);
    waitQueues.forEach(LiveWaitQueue::wakeUp);
  }

  @Override
  final boolean stops() {
    return oops() != null;
  }

  @Override
  long lookedInVain(int before) {
    stopIfOopsed();
    return super.lookedInVain(before);
  }

  @Override
  void spin(Wait wait, BooleanSupplier condition) {
    super.spin(
        wait,
        () -> {
          stopIfOopsed();
          return condition.getAsBoolean();
        });
  }

  @Override
  void retry(long since) {
    stopIfOopsed();
  }

  final void stopIfOopsed() {
    Throwable cause = oops();
    if (cause instanceof Error error) {
      throw error;
    } else if (cause instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
