package epcheck.live;

import static java.util.Collections.singletonList;

import epcheck.kernel.SpinLock;
import epcheck.live.LiveHungTasks.Wait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code spinlock_t}: the lock word is the holder, which only the holder itself ever changes back,
 * so a task can always tell whether it is the holder. Test and test-and-set, without the kernel's
 * queue: nothing may rely on its fairness.
 */
final class LiveSpinLock implements SpinLock, LiveLock {
  private static final VarHandle OWNER;

  static {
    try {
      OWNER = MethodHandles.lookup().findVarHandle(LiveSpinLock.class, "owner", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** How often it looks before others are told that it waits; some microseconds. */
  private static final int SPINS = 1000;

  private final LiveHungTasks hungTasks;
  private final String name;
  private final LiveLife life;

  @SuppressWarnings("unused") // Through OWNER.
  private Thread owner;

  LiveSpinLock(LiveHungTasks hungTasks, String name, LiveLife life) {
    this.hungTasks = hungTasks;
    this.name = name;
    this.life = life;
  }

  /** {@code spin_lock()}: acquire. */
  @Override
  public void lock() {
    Thread me = Thread.currentThread();
    if (owner() == me) {
      throw recursion();
    }
    if (life.over()) {
      throw life.useAfterFree("spin_lock(&" + name + ")");
    }
    while (!OWNER.weakCompareAndSetAcquire(this, null, me)) {
      spin();
    }
  }

  private void spin() {
    for (int i = 0; owner() != null; i++) {
      if (i == SPINS) {
        Wait wait = Wait.forLock("spin_lock(&" + name + ")", () -> singletonList(owner()));
        hungTasks.spin(wait, () -> owner() == null);
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
    return OWNER.compareAndExchangeAcquire(this, null, Thread.currentThread()) == null;
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
    OWNER.setRelease(this, null);
  }

  @Override
  public boolean held(boolean write) {
    return owner() == Thread.currentThread();
  }

  @Override
  public boolean isHeld() {
    return owner() != null;
  }

  private Thread owner() {
    return (Thread) OWNER.getOpaque(this);
  }

  @Override
  public String name() {
    return name;
  }
}
