package epcheck.stress.primitives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.Work;
import epcheck.stress.Sample;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress MutexTest
 */

/**
 * {@code struct mutex}: {@code mutex_lock()}, {@code mutex_trylock()}, and a waiter that really
 * sleeps, as they are used with {@code encl->lock}.
 *
 * <pre>{@code
 * MutexTest.Lock
 *   773,968   55.25%  2, 1; 2
 *   626,883   44.75%  1, 2; 2
 * MutexTest.Trylock
 *   3,356,634   47.94%  1, 1; 2
 *   2,009,826   28.70%  0, 1; 1
 *   1,635,671   23.36%  1, 0; 1
 * MutexTest.Sleeper
 *   583,506   74.19%  2, 1; 2
 *   202,945   25.81%  1, 2; 2
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>The counter is what {@code encl->secs_child_cnt} is in the driver: a plain variable under the
 * mutex. An update is lost if both are inside at once, or if the second does not see the write of
 * the first; a lost wake-up would show as a task that hangs.
 */
public final class MutexTest {
  private MutexTest() {}

  private static void lock(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    Mutex lock = encl.mutex("lock");
    IntCell count = encl.intCell("secs_child_cnt", 0).guardedBy(lock);
    IntCell[] left = results(encl);
    for (IntCell mine : left) {
      setup.task(
          "actor",
          List.of(
              new EntryPoint(
                  "increment",
                  () -> {
                    lock.lock();
                    int now = count.get() + 1;
                    count.set(now);
                    lock.unlock();
                    mine.set(now);
                  })));
    }
    setup.outcome(() -> left[0].get() + ", " + left[1].get() + "; " + count.get());
  }

  private static void tryLock(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    Mutex lock = encl.mutex("lock");
    IntCell count = encl.intCell("secs_child_cnt", 0).guardedBy(lock);
    IntCell[] left = results(encl);
    for (IntCell mine : left) {
      setup.task(
          "actor",
          List.of(
              new EntryPoint(
                  "try",
                  () -> {
                    if (lock.tryLock()) {
                      count.add(1);
                      lock.unlock();
                      mine.set(1);
                    }
                  })));
    }
    setup.outcome(() -> left[0].get() + ", " + left[1].get() + "; " + count.get());
  }

  private static void sleeper(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    Mutex lock = encl.mutex("lock");
    IntCell count = encl.intCell("secs_child_cnt", 0).guardedBy(lock);
    IntCell[] left = results(encl);
    Work ipi = setup.kernel().work("ipi", () -> {});
    setup.task(
        "holder",
        List.of(
            new EntryPoint(
                "wait",
                () -> {
                  lock.lock();
                  int now = count.get() + 1;
                  ipi.queue();
                  ipi.cancelSync();
                  count.set(now);
                  lock.unlock();
                  left[0].set(now);
                })));
    setup.task(
        "waiter",
        List.of(
            new EntryPoint(
                "increment",
                () -> {
                  lock.lock();
                  int now = count.get() + 1;
                  count.set(now);
                  lock.unlock();
                  left[1].set(now);
                })));
    setup.outcome(() -> left[0].get() + ", " + left[1].get() + "; " + count.get());
  }

  private static IntCell[] results(Layout layout) {
    return new IntCell[] {layout.intCell("left[0]", 0), layout.intCell("left[1]", 0)};
  }

  /** Two increments; each says what it made of the counter. */
  @JCStressTest
  @Outcome(id = "1, 2; 2", expect = ACCEPTABLE, desc = "actor 1 had the mutex first")
  @Outcome(id = "2, 1; 2", expect = ACCEPTABLE, desc = "actor 2 had the mutex first")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "an update was lost: the mutex is no mutex")
  @State
  public static class Lock extends Sample {
    public Lock() {
      super(MutexTest::lock);
    }

    @Actor
    public void actor1() {
      run(0);
    }

    @Actor
    public void actor2() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /** Each tries once. Neither can be turned away unless the other is inside. */
  @JCStressTest
  @Outcome(id = "1, 1; 2", expect = ACCEPTABLE, desc = "one after the other")
  @Outcome(id = "1, 0; 1", expect = ACCEPTABLE, desc = "actor 2 found it held")
  @Outcome(id = "0, 1; 1", expect = ACCEPTABLE, desc = "actor 1 found it held")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "both inside, or both turned away")
  @State
  public static class Trylock extends Sample {
    public Trylock() {
      super(MutexTest::tryLock);
    }

    @Actor
    public void actor1() {
      run(0);
    }

    @Actor
    public void actor2() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * The holder itself waits inside, for a kworker, as {@code sgx_encl_ewb()} waits for its IPIs
   * with {@code encl->lock} held. So whoever finds the mutex held is asleep for long, and has to be
   * woken.
   */
  @JCStressTest
  @Outcome(
      id = "1, 2; 2",
      expect = ACCEPTABLE,
      desc = "the waiter came second, most often out of its sleep")
  @Outcome(id = "2, 1; 2", expect = ACCEPTABLE, desc = "the waiter came first")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "an update was lost, or a wake-up")
  @State
  public static class Sleeper extends Sample {
    public Sleeper() {
      super(MutexTest::sleeper);
    }

    @Actor
    public void holder() {
      run(0);
    }

    @Actor
    public void waiter() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
