package epcheck.live;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The kworkers of one kernel. Each is a daemon thread that lives as long as there is something to
 * do: a task that has died of a finding leaves its locks held for ever, so no other work may run in
 * its name.
 */
final class LiveWorkers {
  private final LiveTasks tasks;
  private final AtomicInteger busy = new AtomicInteger();
  private final LiveWaitQueue idle = new LiveWaitQueue();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  LiveWorkers(LiveTasks tasks) {
    this.tasks = tasks;
  }

  /** Starts a kworker; what the caller did happens before all that {@code body} does. */
  void start(String name, Runnable body) {
    if (closed) {
      throw new IllegalStateException("kworker/" + name + ": this kernel is closed");
    }
    busy.incrementAndGet();
    Thread worker = new Thread(() -> runToEnd(body), "kworker/" + name);
    worker.setDaemon(true);
    worker.start();
  }

  private void runToEnd(Runnable body) {
    try {
      body.run();
    } finally {
      tasks.leave();
      if (busy.decrementAndGet() == 0) {
        idle.wakeUp();
      }
    }
  }

  /** Runs a work item's or a callback's function, and keeps what it throws. */
  void invoke(Runnable function) {
    try {
      function.run();
    } catch (RuntimeException | Error e) {
      failures.add(e);
    }
  }

  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  void flush() {
    idle.waitEvent(() -> busy.get() == 0);
  }

  void close() {
    closed = true;
  }
}
