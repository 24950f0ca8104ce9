package epcheck.explore;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleFunction;

/**
 * Work on a thread of its own, with room for deep recursion, watched by the calling one: that keeps
 * the budget, shows progress, and notices a model that never comes back. Code that loops without
 * touching shared memory cannot be interrupted, but it can be told.
 */
final class Watched {
  private static final long STACK_BYTES = 1L << 28;
  private static final long POLL_MILLIS = 100;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread;
  private final long began = System.nanoTime();
  private volatile Throwable failure;
  private volatile long ended;

  /** The calling thread was interrupted while it waited. */
  private boolean interrupted;

  /** Starts the work. */
  Watched(Runnable work) {
    thread = new Thread(null, () -> run(work), "explorer", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Runnable work) {
    try {
      work.run();
    } catch (Throwable t) {
      failure = t;
    } finally {
      ended = System.nanoTime();
      done.countDown();
    }
  }

  /** How long the work took, once it is over. */
  double seconds() {
    return (ended - began) / 1e9;
  }

  /** Waits for the end. */
  void join() {
    while (!isDone()) {
      // The work has the machine to itself until then.
    }
    keepInterruption();
    rethrow();
  }

  /**
   * Waits for the end of the search that is the work. Returns why it is not complete, or an empty
   * string.
   *
   * @param mustEnd told after how many seconds, says why the search must end now; else nothing
   * @param hang after so long without a single step the model is declared to hang
   */
  String await(Search search, DoubleFunction<String> mustEnd, Duration hang, Progress progress) {
    String stopped = "";
    long lastMove = System.nanoTime();
    long transitions = -1;
    while (!isDone()) {
      long now = System.nanoTime();
      double seconds = (now - began) / 1e9;
      if (search.transitions() != transitions) {
        transitions = search.transitions();
        lastMove = now;
      } else if (now - lastMove > hang.toNanos() && search.runsModel()) {
        throw new ModelError("the model hangs: " + search.whereNow(), whereItLoops());
      }
      if (stopped.isEmpty()) {
        stopped = interrupted ? Verdict.INTERRUPTED : mustEnd.apply(seconds);
        if (!stopped.isEmpty()) {
          search.stop();
        }
      }
      progress.at(search.states(), search.transitions(), search.depthNow(), seconds);
    }
    keepInterruption();
    if (failure instanceof OutOfMemoryError) {
      return Verdict.OUT_OF_MEMORY;
    }
    rethrow();
    return search.isComplete() ? "" : stopped;
  }

  /** Waits a moment for the end. */
  private boolean isDone() {
    try {
      return done.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    }
  }

  private void keepInterruption() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A cause whose stack is that of the thread. */
  private Throwable whereItLoops() {
    IllegalStateException where = new IllegalStateException("still running");
    where.setStackTrace(thread.getStackTrace());
    return where;
  }

  private void rethrow() {
    if (failure instanceof ModelError error) {
      throw error;
    }
    if (failure instanceof Machine.Promotion promotion) {
      throw promotion;
    }
    if (failure != null) {
      throw new ModelError("the explorer failed: " + failure, failure);
    }
  }
}
