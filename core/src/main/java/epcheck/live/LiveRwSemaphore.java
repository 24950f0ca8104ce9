package epcheck.live;

import epcheck.kernel.RwSemaphore;
import epcheck.live.LiveHungTasks.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * {@code struct rw_semaphore}, with its state under the monitor of its wait queue, which thereby
 * also gives it acquire and release ordering. The readers are kept one by one, as lockdep keeps
 * them: the kernel's count could not tell a stranger's {@code up_read()}.
 */
final class LiveRwSemaphore implements RwSemaphore, LiveLock {
  private final LiveAtomicContext context;
  private final String name;
  private final LiveLife life;
  private final LiveWaitQueue queue;

  // Written under queue's monitor; a report of a deadlock reads them without it.
  private final List<Thread> readers = new CopyOnWriteArrayList<>();
  private volatile Thread writer;

  // Under queue's monitor.
  private final List<Thread> queuedWriters = new CopyOnWriteArrayList<>();

  LiveRwSemaphore(LiveAtomicContext context, LiveHungTasks hungTasks, String name, LiveLife life) {
    this.queue = hungTasks.waitQueue();
    this.context = context;
    this.name = name;
    this.life = life;
  }

  /**
   * {@code down_read()}: waits for a writer that holds it, and for those that queue behind readers.
   */
  @Override
  public void downRead() {
    checkAcquisition("down_read");
    synchronized (queue) {
      queue.waitEvent(
          Wait.forLock("down_read(&" + name + ")", this::inTheWayOfReaders),
          () -> writer == null && (queuedWriters.isEmpty() || readers.isEmpty()));
      readers.add(Thread.currentThread());
    }
  }

  /** {@code up_read()}. */
  @Override
  public void upRead() {
    checkAlive("up_read");
    synchronized (queue) {
      if (!readers.remove(Thread.currentThread())) {
        throw badUnlock();
      }
      queue.wakeUp();
    }
  }

  /** {@code down_write()}: once queued, it keeps new readers out as long as old ones are inside. */
  @Override
  public void downWrite() {
    checkAcquisition("down_write");
    synchronized (queue) {
      queuedWriters.add(Thread.currentThread());
      queue.waitEvent(
          Wait.forLock("down_write(&" + name + ") [queued]", this::holders), this::isFree);
      queuedWriters.remove(Thread.currentThread());
      writer = Thread.currentThread();
    }
  }

  /** {@code down_write_nested()}: only lockdep makes a difference. */
  @Override
  public void downWriteNested() {
    downWrite();
  }

  /** {@code up_write()}. */
  @Override
  public void upWrite() {
    checkAlive("up_write");
    synchronized (queue) {
      if (writer != Thread.currentThread()) {
        throw badUnlock();
      }
      writer = null;
      queue.wakeUp();
    }
  }

  /** {@code downgrade_write()}. */
  @Override
  public void downgradeWrite() {
    checkAlive("downgrade_write");
    synchronized (queue) {
      if (writer != Thread.currentThread()) {
        throw badUnlock();
      }
      writer = null;
      readers.add(Thread.currentThread());
      queue.wakeUp();
    }
  }

  private void checkAcquisition(String function) {
    if (held(false)) {
      throw recursion();
    }
    context.mightSleep(function, name);
    checkAlive(function);
  }

  private void checkAlive(String function) {
    if (life.over()) {
      throw life.useAfterFree(function + "(&" + name + ")");
    }
  }

  private List<Thread> holders() {
    List<Thread> holders = new ArrayList<>(readers);
    holders.add(writer);
    return holders;
  }

  private List<Thread> inTheWayOfReaders() {
    List<Thread> all = holders();
    all.addAll(queuedWriters);
    return all;
  }

  private boolean isFree() {
    return writer == null && readers.isEmpty();
  }

  @Override
  public boolean held(boolean write) {
    Thread me = Thread.currentThread();
    synchronized (queue) {
      return writer == me || (!write && readers.contains(me));
    }
  }

  @Override
  public boolean isHeld() {
    synchronized (queue) {
      return !isFree();
    }
  }

  @Override
  public String name() {
    return name;
  }
}
