package epcheck.live;

import epcheck.live.LiveHungTasks.Wait;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The kworkers of one kernel, on threads of their own or, where somebody watches, of a pool. There
 * no kworker starts once a task has died, so none ever runs on a thread that left a lock held.
 */
final class LiveWorkers {
  private final LiveTasks tasks;
  private final LiveHungTasks hungTasks;
  private final Executor threads;
  private final AtomicInteger busy = new AtomicInteger();
  private final LiveWaitQueue idle;
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  LiveWorkers(LiveTasks tasks, LiveHungTasks hungTasks, Executor threads) {
    this.threads = threads;
    this.tasks = tasks;
    this.hungTasks = hungTasks;
    // Who flushes is no task of the model; should a kworker hang, it is found out by itself.
    this.idle = new LiveWaitQueue(new LiveHungTasks(tasks));
  }

  /**
   * Starts a kworker, or another thread of the kernel; what the caller did happens before all that
   * {@code body} does.
   */
  void start(String thread, Runnable body) {
    if (closed) {
      throw new IllegalStateException(thread + ": this kernel is closed");
    }
    busy.incrementAndGet();
    hungTasks.begin(1);
    threads.execute(() -> runToEnd(thread, body));
  }

  /** A daemon thread for each, which keeps no JVM alive. */
  static void onThreadOfItsOwn(Runnable body) {
    Thread thread = new Thread(body, "kworker");
    thread.setDaemon(true);
    thread.start();
  }

  private void runToEnd(String thread, Runnable body) {
    Thread.currentThread().setName(thread);
    tasks.take();
    try {
      if (!hungTasks.stops()) {
        body.run();
      }
    } finally {
      tasks.leave();
      hungTasks.end();
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
      hungTasks.oops(e);
    }
  }

  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  void flush() {
    if (busy.get() == 0) {
      return;
    }
    idle.waitEvent(new Wait("flush_workqueue()", "busy:", List::of), () -> busy.get() == 0);
  }

  void close() {
    closed = true;
  }
}
