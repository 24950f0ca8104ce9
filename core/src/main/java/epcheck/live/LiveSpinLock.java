package epcheck.live;

import static java.util.Collections.singletonList;

import epcheck.kernel.SpinLock;
import epcheck.live.LiveHungTasks.Wait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code spinlock_t}: the lock word is the holder, which only the holder itself ever changes back,
 * so a task can always tell whether it is the holder. It is the number of its thread: to store the
 * thread itself would cost a write barrier of the garbage collector, which is as much as the lock.
 * Test and test-and-set, without the kernel's queue: nothing may rely on its fairness.
 */
final class LiveSpinLock implements SpinLock, LiveLock {
  private static final VarHandle OWNER;

  static {
    try {
      OWNER = MethodHandles.lookup().findVarHandle(LiveSpinLock.class, "owner", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** How often it looks before others are told that it waits; some microseconds. */
  private static final int SPINS = 1000;

  /** No thread has this number. */
  private static final long NOBODY = 0;

  private final LiveHungTasks hungTasks;
  private final String name;
  private final LiveLife life;

  @SuppressWarnings("unused") // Through OWNER.
  private long owner;

  LiveSpinLock(LiveHungTasks hungTasks, String name, LiveLife life) {
    this.hungTasks = hungTasks;
    this.name = name;
    this.life = life;
  }

  /** {@code spin_lock()}: acquire. */
  @Override
  public void lock() {
    if (life.over()) {
      throw life.useAfterFree("spin_lock(&" + name + ")");
    }
    long me = me();
    while (!OWNER.weakCompareAndSetAcquire(this, NOBODY, me)) {
      spin(me);
    }
  }

  private void spin(long me) {
    if (owner() == me) {
      throw recursion();
    }
    for (int i = 0; isHeld(); i++) {
      if (i == SPINS || hungTasks.stops()) {
        Wait wait =
            Wait.forLock(
                "spin_lock(&" + name + ")", () -> singletonList(hungTasks.withThreadId(owner())));
        hungTasks.spin(wait, () -> !isHeld());
        return;
      }
      Thread.onSpinWait();
    }
  }

  /** {@code spin_trylock()}: acquire if it succeeds, nothing if not. */
  @Override
  public boolean tryLock() {
    if (life.over()) {
      throw life.useAfterFree("spin_trylock(&" + name + ")");
    }
    return (long) OWNER.compareAndExchangeAcquire(this, NOBODY, me()) == NOBODY;
  }

  /** {@code spin_unlock()}: release. */
  @Override
  public void unlock() {
    if (life.over()) {
      throw life.useAfterFree("spin_unlock(&" + name + ")");
    }
    if (!held(true)) {
      throw badUnlock();
    }
    OWNER.setRelease(this, NOBODY);
  }

  @Override
  public boolean held(boolean write) {
    return owner() == me();
  }

  @Override
  public boolean isHeld() {
    return owner() != NOBODY;
  }

  private static long me() {
    return Thread.currentThread().getId();
  }

  private long owner() {
    return (long) OWNER.getOpaque(this);
  }

  @Override
  public String name() {
    return name;
  }
}
