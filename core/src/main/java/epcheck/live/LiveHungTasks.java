package epcheck.live;

import epcheck.kernel.KernelBug;
import epcheck.kernel.Outcome;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * khungtaskd, with panic_on_oops: whoever waits too long reports here, and no task waits for ever.
 *
 * <p>A deadlock is told exactly, not guessed from the time that it takes. Whenever a task begins to
 * wait, ends its wait, starts or is done, {@link #changes} goes up. Every task that waits looks at
 * its condition again each millisecond; it is stuck if it did not hold, and nothing has changed
 * since before it looked. So once every task that is not done is stuck, all of them waited when the
 * first one looked, and none has run since: nothing can change any more, and the explorer would
 * call the same state a deadlock, in the same words.
 *
 * <p>A task that is done while nobody waits need not count as a change, nor take the monitor: who
 * begins to wait after that sees what it did. (Dekker's pattern: {@link #waiters} and the fences.)
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

    /** What {@link #changes} was before it last looked, in vain. */
    int looked = -1;

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

  private final AtomicInteger unfinished = new AtomicInteger();

  // Written under this monitor.
  private volatile int changes;
  private volatile int waiters;

  /** Under this monitor. Mostly nobody ever waits, and then it is null. */
  private Map<Thread, Waiting> waiting;

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
    unfinished.getAndAdd(count);
    changes++;
  }

  /** A task is done, or dead. */
  void end() {
    VarHandle.fullFence(); // Pairs with that in begin(Wait).
    if (waiters == 0) {
      unfinished.getAndDecrement();
    } else {
      endBeforeWaiters();
    }
  }

  private synchronized void endBeforeWaiters() {
    unfinished.getAndDecrement();
    changes++;
  }

  /** A task died: the others are stopped as soon as they wait. */
  synchronized void oops(Throwable cause) {
    if (oops == null) {
      oops = cause;
    }
  }

  /** Whether nothing is to begin any more, since a task died. */
  boolean stops() {
    return watches() && oops != null;
  }

  /** What the first task to do so died of, or null. */
  Throwable oops() {
    return oops;
  }

  // ---- waits

  /** The calling task begins to wait; {@link #end(Wait)} must follow. */
  synchronized void begin(Wait wait) {
    if (watches()) {
      if (waiting == null) {
        waiting = new HashMap<>();
      }
      waiting.put(Thread.currentThread(), new Waiting(wait));
      waiters++;
      changes++;
      VarHandle.fullFence();
    }
  }

  /** The calling task waits no more. */
  synchronized void end(Wait wait) {
    if (watches()) {
      waiting.remove(Thread.currentThread());
      waiters--;
      changes++;
    }
  }

  /** What a task that waits takes along before each look, to {@link #lookedInVain}. */
  int changes() {
    return changes;
  }

  /**
   * The calling task, which waits, has looked, and its condition did not hold.
   *
   * @param before the {@link #changes} before it looked
   * @return after how many milliseconds it is to look again; 0 for never
   */
  long lookedInVain(int before) {
    if (!watches()) {
      return 0;
    }
    judge(before);
    return POLL_MILLIS;
  }

  /** Waits without sleeping, as in {@code spin_lock()}, until the condition holds. */
  void spin(Wait wait, BooleanSupplier condition) {
    begin(wait);
    try {
      int before = changes;
      while (!condition.getAsBoolean()) {
        if (watches()) {
          judge(before);
          LockSupport.parkNanos(SPIN_NANOS);
        } else {
          Thread.onSpinWait();
        }
        before = changes;
      }
    } finally {
      end(wait);
    }
  }

  private synchronized void judge(int before) {
    stopIfOopsed();
    Waiting mine = waiting.get(Thread.currentThread());
    mine.looked = before;
    if (waiting.size() == unfinished.get()
        && waiting.values().stream().allMatch(w -> w.looked == changes)) {
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

  /** The task whose thread has this {@link Thread#getId}, or null. */
  Thread withThreadId(long threadId) {
    return tasks.withThreadId(threadId);
  }

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
