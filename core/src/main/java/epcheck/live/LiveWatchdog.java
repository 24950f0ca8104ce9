package epcheck.live;

import epcheck.kernel.KernelBug;
import epcheck.kernel.Outcome;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * khungtaskd, with panic_on_oops: no task waits for ever.
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
 * <p>What never ends without waiting, such as a retry loop that always finds a reason to go on, is
 * stopped after a deadline.
 */
final class LiveWatchdog extends LivePanic {
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
  private final Duration deadline;
  private final AtomicInteger unfinished = new AtomicInteger();

  // Written under this monitor.
  private volatile int changes;
  private volatile int waiters;

  /** Under this monitor. Mostly nobody ever waits, and then it is null. */
  private Map<Thread, Waiting> waiting;

  /**
   * @param deadline after which a task that still waits, or still retries, hangs
   */
  LiveWatchdog(LiveTasks tasks, Duration deadline) {
    super(tasks);
    this.tasks = tasks;
    this.deadline = deadline;
  }

  /** All tasks that sleep look again by themselves, so none is kept to be woken. */
  @Override
  LiveWaitQueue waitQueue() {
    return new LiveWaitQueue(this);
  }

  // ---- tasks come and go

  @Override
  synchronized void begin(int count) {
    unfinished.getAndAdd(count);
    changes++;
  }

  @Override
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

  // ---- waits

  @Override
  synchronized void begin(Wait wait) {
    if (waiting == null) {
      waiting = new HashMap<>();
    }
    waiting.put(Thread.currentThread(), new Waiting(wait));
    waiters++;
    changes++;
    VarHandle.fullFence();
  }

  @Override
  synchronized void end(Wait wait) {
    waiting.remove(Thread.currentThread());
    waiters--;
    changes++;
  }

  @Override
  int changes() {
    return changes;
  }

  @Override
  long lookedInVain(int before) {
    judge(before);
    return POLL_MILLIS;
  }

  @Override
  void spin(Wait wait, BooleanSupplier condition) {
    begin(wait);
    try {
      int before = changes;
      while (!condition.getAsBoolean()) {
        judge(before);
        LockSupport.parkNanos(SPIN_NANOS);
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
      stop(hung(mine.wait.statement()));
    }
  }

  // ---- retry loops

  @Override
  long now() {
    return System.nanoTime();
  }

  @Override
  void retry(long since) {
    stopIfOopsed();
    if (System.nanoTime() - since > deadline.toNanos()) {
      stop(hung("a retry loop"));
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

  // ---- the report

  /** Who waits for what, in the order of the tasks. */
  private String describe() {
    Map<String, String> lines = new TreeMap<>();
    waiting.forEach((thread, w) -> lines.put(tasks.rank(thread), describe(thread, w.wait)));
    return String.join("; ", lines.values());
  }

  private String describe(Thread thread, Wait wait) {
    Map<String, String> blockers = new TreeMap<>();
    wait.blockers().get().stream()
        .filter(blocker -> blocker != null && blocker != thread)
        .forEach(blocker -> blockers.put(tasks.rank(blocker), tasks.name(blocker)));
    String by =
        blockers.isEmpty()
            ? ""
            : " (" + wait.role() + " " + String.join(", ", blockers.values()) + ")";
    return tasks.name(thread) + " waits in " + wait.statement() + by;
  }
}
