package epcheck.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Threads of a test: daemons, so that a hung one fails its test by the time limit and no more. */
final class Tasks {
  private final CountDownLatch go = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

  /** Starts a task now. */
  Thread start(Runnable body) {
    Thread thread = new Thread(() -> run(body), "task " + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return thread;
  }

  /** Adds a task that begins when {@link #join} is called, with the others. */
  Tasks race(Runnable body) {
    start(
        () -> {
          await(go);
          body.run();
        });
    return this;
  }

  private void run(Runnable body) {
    try {
      body.run();
    } catch (RuntimeException | Error e) {
      thrown.add(e);
    }
  }

  /** Waits for all tasks, and throws what the first of them threw. */
  void join() {
    go.countDown();
    for (Thread thread : threads) {
      join(thread);
    }
    Throwable first = thrown.peek();
    if (first instanceof Error error) {
      throw error;
    }
    if (first != null) {
      throw (RuntimeException) first;
    }
  }

  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A kworker of this name that lives. */
  static Thread kworker(String name) {
    while (true) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("kworker/" + name)) {
          return thread;
        }
      }
    }
  }

  /** Returns once the thread sleeps in a wait queue of the kernel. */
  static void awaitAsleep(Thread thread) {
    while (!(thread.getState() == Thread.State.WAITING
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(LiveWaitQueue.class.getName())))) {
      if (!thread.isAlive()) {
        throw new AssertionError(thread.getName() + " ended where it should have slept");
      }
      Thread.onSpinWait();
    }
  }
}
