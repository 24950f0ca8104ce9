package epcheck.live;

import static java.util.Collections.singletonList;

import epcheck.kernel.Mutex;
import epcheck.live.LiveHungTasks.Wait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code struct mutex}. The lock word tells a release whether anybody waits, as the flags in the
 * kernel's {@code mutex.owner} do: so a release is one atomic exchange with release ordering, and
 * needs no fence between giving the mutex up and looking for sleepers. (The three states are those
 * of Drepper's futex mutex.)
 */
final class LiveMutex implements Mutex, LiveLock {
  private static final int FREE = 0;
  private static final int HELD = 1;

  /** Held, and somebody may sleep: the release must wake the sleepers. */
  private static final int CONTENDED = 2;

  private static final VarHandle STATE;
  private static final VarHandle OWNER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(LiveMutex.class, "state", int.class);
      OWNER = lookup.findVarHandle(LiveMutex.class, "owner", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LiveAtomicContext context;
  private final String name;
  private final LiveLife life;
  private final LiveWaitQueue sleepers;

  @SuppressWarnings("unused") // Through STATE.
  private int state = FREE;

  /**
   * Set and cleared by the holder, while it holds the mutex: a task sees itself here only if it is
   * the holder.
   */
  @SuppressWarnings("unused") // Through OWNER.
  private Thread owner;

  LiveMutex(LiveAtomicContext context, LiveHungTasks hungTasks, String name, LiveLife life) {
    this.sleepers = hungTasks.waitQueue();
    this.context = context;
    this.name = name;
    this.life = life;
  }

  /** {@code mutex_lock()}: acquire. */
  @Override
  public void lock() {
    if (held(true)) {
      throw recursion();
    }
    context.mightSleep("mutex_lock", name);
    if (life.over()) {
      throw life.useAfterFree("mutex_lock(&" + name + ")");
    }
    if (!take()) {
      sleepers.waitEvent(
          Wait.forLock("mutex_lock(&" + name + ")", () -> singletonList(owner())),
          this::takeAsContended);
    }
    OWNER.setOpaque(this, Thread.currentThread());
  }

  /** {@code mutex_trylock()}: acquire if it succeeds, nothing if not. It never sleeps. */
  @Override
  public boolean tryLock() {
    if (life.over()) {
      throw life.useAfterFree("mutex_trylock(&" + name + ")");
    }
    boolean taken = take();
    if (taken) {
      OWNER.setOpaque(this, Thread.currentThread());
    }
    return taken;
  }

  private boolean take() {
    return (int) STATE.compareAndExchangeAcquire(this, FREE, HELD) == FREE;
  }

  /**
   * Takes it, or leaves word that somebody sleeps. Who was woken cannot know whether it was the
   * last sleeper.
   */
  private boolean takeAsContended() {
    return (int) STATE.getAndSetAcquire(this, CONTENDED) == FREE;
  }

  /** {@code mutex_unlock()}: release. */
  @Override
  public void unlock() {
    if (life.over()) {
      throw life.useAfterFree("mutex_unlock(&" + name + ")");
    }
    if (!held(true)) {
      throw badUnlock();
    }
    OWNER.setOpaque(this, null);
    if ((int) STATE.getAndSetRelease(this, FREE) == CONTENDED) {
      sleepers.wakeUp();
    }
  }

  @Override
  public boolean held(boolean write) {
    return owner() == Thread.currentThread();
  }

  private Thread owner() {
    return (Thread) OWNER.getOpaque(this);
  }

  @Override
  public boolean isHeld() {
    return (int) STATE.getOpaque(this) != FREE;
  }

  @Override
  public String name() {
    return name;
  }
}
