package epcheck.stress.primitives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.SpinLock;
import epcheck.stress.Sample;
import epcheck.stress.Smoke;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run this test:
 *   $ ./epcheck stress SpinLockTest
 */

/**
 * Does {@code spin_lock()} keep two CPUs apart, and does the second see what the first wrote?
 *
 * <p>Both actors do what {@code sgx_encl_mm_add()} does with {@code encl->mm_list_version++} under
 * {@code encl->mm_lock}: a plain read, a plain write, and only the lock around them. The arbiter
 * runs when both are done.
 *
 * <pre>{@code
 * SpinLockTest
 *   796,543   53.72%  1, 2; 2
 *   686,228   46.28%  2, 1; 2
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>Two outcomes are possible. Whoever gets the lock first reads 0 and leaves 1; the other one's
 * {@code spin_lock()} is an ACQUIRE that reads what the first one's {@code spin_unlock()}, a
 * RELEASE, wrote, so by Documentation/memory-barriers.txt it reads 1 and leaves 2.
 *
 * <p>All others are forbidden:
 *
 * <ul>
 *   <li>{@code 1, 1; 1}: both read 0. Either both were inside at once (no mutual exclusion), or the
 *       second was inside after the first and read a stale 0 (no visibility: {@code spin_unlock()}
 *       without RELEASE, or {@code spin_lock()} without ACQUIRE).
 *   <li>{@code 1, 2; 1} and {@code 2, 1; 1}: the second increment was there, and an older write
 *       came to rest on top of it: a store that left its critical section downwards, past {@code
 *       spin_unlock()}.
 *   <li>a result of 0, or above 2: no order of two increments gives it.
 * </ul>
 *
 * <p>These actors do meet: {@code LockTakenOutTest} is this test without the lock, and loses
 * updates.
 */
@JCStressTest
@Smoke
@Outcome(id = "1, 2; 2", expect = ACCEPTABLE, desc = "actor 1 had the lock first")
@Outcome(id = "2, 1; 2", expect = ACCEPTABLE, desc = "actor 2 had the lock first")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "an update was lost: the lock is no lock")
@State
public class SpinLockTest extends Sample {
  public SpinLockTest() {
    super(SpinLockTest::build);
  }

  private static void build(Model.Setup setup) {
    Layout globals = setup.kernel().layout(null, "");
    SpinLock lock = globals.spinLock("lock");
    IntCell count = globals.intCell("count", 0).guardedBy(lock);
    IntCell[] left = {globals.intCell("left[0]", 0), globals.intCell("left[1]", 0)};
    for (IntCell mine : left) {
      setup.task("actor", List.of(new EntryPoint("increment", () -> increment(lock, count, mine))));
    }
    setup.outcome(() -> left[0].get() + ", " + left[1].get() + "; " + count.get());
  }

  private static void increment(SpinLock lock, IntCell count, IntCell mine) {
    lock.lock();
    int now = count.get() + 1;
    count.set(now);
    lock.unlock();
    mine.set(now);
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
  public void arbiter(L_Result r) {
    r.r1 = outcome();
  }
}
