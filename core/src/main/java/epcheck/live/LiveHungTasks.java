package epcheck.live;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whom tasks tell that they begin, wait, go on, end and die. Here nobody watches: a wait lasts as
 * long as it lasts, and what one task dies of is no matter to the others.
 */
class LiveHungTasks {
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

  private final LiveTasks tasks;
  private final AtomicReference<Throwable> oops = new AtomicReference<>();

  LiveHungTasks(LiveTasks tasks) {
    this.tasks = tasks;
  }

  /** Where tasks of this kernel sleep; made while the model is built. */
  LiveWaitQueue waitQueue() {
    return new LiveWaitQueue(this);
  }

  // ---- tasks come and go

  /** Some tasks will run; they have been started, or will be. */
  void begin(int count) {}

  /** A task is done, or dead. */
  void end() {}

  /** A task died. */
  void oops(Throwable cause) {
    oops.compareAndSet(null, cause);
  }

  /** What the first task to do so died of, or null. */
  final Throwable oops() {
    return oops.get();
  }

  /** Whether nothing is to begin any more, since a task died. */
  boolean stops() {
    return false;
  }

  // ---- waits

  /** The calling task begins to wait; {@link #end(Wait)} must follow. */
  void begin(Wait wait) {}

  /** The calling task waits no more. */
  void end(Wait wait) {}

  /** What a task that waits takes along before each look, to {@link #lookedInVain}. */
  int changes() {
    return 0;
  }

  /**
   * The calling task, which waits, has looked, and its condition did not hold.
   *
   * @param before the {@link #changes} before it looked
   * @return after how many milliseconds it is to look again; 0 for not before it is woken
   */
  long lookedInVain(int before) {
    return 0;
  }

  /** Waits without sleeping, as in {@code spin_lock()}, until the condition holds. */
  void spin(Wait wait, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  // ---- retry loops

  /** When a retry loop begins. */
  long now() {
    return 0;
  }

  /** What a retry loop calls before it goes on. */
  void retry(long since) {}

  /** The task whose thread has this {@link Thread#getId}, or null. */
  final Thread withThreadId(long threadId) {
    return tasks.withThreadId(threadId);
  }
}
