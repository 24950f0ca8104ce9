package epcheck.live;

import epcheck.kernel.KernelBug;
import epcheck.kernel.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * khungtaskd, with panic_on_oops: whoever waits too long reports here, and no task waits for ever.
 *
 * <p>A deadlock is told exactly, not guessed from the time that it takes. Every task that waits
 * looks at its condition again each millisecond, and then says that it is stuck. Whenever a task
 * begins to wait, ends its wait, starts or is done, all others count as not stuck again. So once
 * every task that is not done is stuck, none of them has run since the first of them looked:
 * nothing can change any more, and the explorer would call the same state a deadlock, in the same
 * words.
 *
 * <p>After the first oops, as after a deadlock, locks may stay held for ever: all tasks that wait,
 * or that retry, are stopped. What never ends without waiting, such as a retry loop that always
 * finds a reason to go on, is stopped after a deadline.
 *
 * <p>Where nobody watches ({@link #unwatched}), a wait lasts as long as it lasts.
 */
final class LiveHungTasks {
  /**
   * What a task waits for.
   *
   * @param statement as in C: {@code mutex_lock(&A->lock)}
   * @param role how those that it waits for stand in its way: {@code held by}
   * @param blockers who those are; null stands for nobody
   */
  record Wait(String statement, String role, Supplier<List<Thread>> blockers) {
    static Wait forLock(String statement, Supplier<List<Thread>> holders) {
      return new Wait(statement, "held by", holders);
    }
  }

  /** A wait that a task is in. */
  private static final class Waiting {
    final Wait wait;
    final long since = System.nanoTime();
    boolean stuck;

    Waiting(Wait wait) {
      this.wait = wait;
    }
  }

  private static final long POLL_MILLIS = 1;
  private static final long SPIN_NANOS = 20_000;

  private final LiveTasks tasks;

  /** Null if nobody watches. */
  private final Duration deadline;

  /** What the first task to do so died of. */
  private volatile Throwable oops;

  // Under this monitor.
  private final Map<Thread, Waiting> waiting = new LinkedHashMap<>();
  private int unfinished;

  private LiveHungTasks(LiveTasks tasks, Duration deadline) {
    this.tasks = tasks;
    this.deadline = deadline;
  }

  static LiveHungTasks unwatched(LiveTasks tasks) {
    return new LiveHungTasks(tasks, null);
  }

  static LiveHungTasks watching(LiveTasks tasks, Duration deadline) {
    return new LiveHungTasks(tasks, deadline);
  }

  private boolean watches() {
    return deadline != null;
  }

  // ---- tasks come and go

  /** Some tasks will run; they have been started, or will be. */
  synchronized void begin(int count) {
    unfinished += count;
    progress();
  }

  /** A task is done, or dead. */
  synchronized void end() {
    unfinished--;
    progress();
  }

  /** A task died: the others are stopped as soon as they wait. */
  synchronized void oops(Throwable cause) {
    if (oops == null) {
      oops = cause;
    }
  }

  /** What the first task to do so died of, or null. */
  Throwable oops() {
    return oops;
  }

  private void progress() {
    waiting.values().forEach(w -> w.stuck = false);
  }

  // ---- waits

  /** The calling task begins to wait; {@link #end(Wait)} must follow. */
  synchronized void begin(Wait wait) {
    if (watches()) {
      progress();
      waiting.put(Thread.currentThread(), new Waiting(wait));
    }
  }

  /** The calling task waits no more. */
  synchronized void end(Wait wait) {
    if (watches()) {
      waiting.remove(Thread.currentThread());
      progress();
    }
  }

  /**
   * What a sleeper calls, once its condition was found not to hold, before it sleeps.
   *
   * @return after how many milliseconds it is to look again; 0 for never
   */
  long pollMillis() {
    if (!watches()) {
      return 0;
    }
    stuck();
    return POLL_MILLIS;
  }

  /** Waits without sleeping, as in {@code spin_lock()}, until the condition holds. */
  void spin(Wait wait, BooleanSupplier condition) {
    begin(wait);
    try {
      while (!condition.getAsBoolean()) {
        if (watches()) {
          stuck();
          LockSupport.parkNanos(SPIN_NANOS);
        } else {
          Thread.onSpinWait();
        }
      }
    } finally {
      end(wait);
    }
  }

  private synchronized void stuck() {
    stopIfOopsed();
    Waiting mine = waiting.get(Thread.currentThread());
    mine.stuck = true;
    if (waiting.size() == unfinished && waiting.values().stream().allMatch(w -> w.stuck)) {
      stop(new KernelBug(Outcome.DEADLOCK, describe()));
    }
    if (System.nanoTime() - mine.since > deadline.toNanos()) {
      stop(hung(mine.wait.statement));
    }
  }

  // ---- retry loops

  /** When a retry loop begins. */
  long now() {
    return watches() ? System.nanoTime() : 0;
  }

  /** What a retry loop calls before it goes on. */
  void retry(long since) {
    if (watches()) {
      stopIfOopsed();
      if (System.nanoTime() - since > deadline.toNanos()) {
        oops(hung("a retry loop"));
        stopIfOopsed();
      }
    }
  }

  private KernelBug hung(String where) {
    return new KernelBug(
        "hung-task",
        tasks.name(Thread.currentThread())
            + " hangs in "
            + where
            + " for more than "
            + deadline.toSeconds()
            + " seconds");
  }

  private void stop(KernelBug cause) {
    oops(cause);
    stopIfOopsed();
  }

  private void stopIfOopsed() {
    Throwable cause = oops;
    if (cause instanceof Error error) {
      throw error;
    } else if (cause instanceof RuntimeException exception) {
      throw exception;
    }
  }

  // ---- the report

  /** Who waits for what, in the order of the tasks. */
  private String describe() {
    Map<String, String> lines = new TreeMap<>();
    waiting.forEach((thread, w) -> lines.put(tasks.rank(thread), describe(thread, w.wait)));
    return String.join("; ", lines.values());
  }

  private String describe(Thread thread, Wait wait) {
    Map<String, String> blockers = new TreeMap<>();
    wait.blockers.get().stream()
        .filter(blocker -> blocker != null && blocker != thread)
        .forEach(blocker -> blockers.put(tasks.rank(blocker), tasks.name(blocker)));
    String by =
        blockers.isEmpty()
            ? ""
            : " (" + wait.role + " " + String.join(", ", blockers.values()) + ")";
    return tasks.name(thread) + " waits in " + wait.statement + by;
  }
}
