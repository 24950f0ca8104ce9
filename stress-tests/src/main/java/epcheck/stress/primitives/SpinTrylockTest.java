package epcheck.stress.primitives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.SpinLock;
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
 *   $ ./epcheck stress SpinTrylockTest
 */

/**
 * Does {@code spin_trylock()} let one in, and only one?
 *
 * <pre>{@code
 * SpinTrylockTest.TwoCpus
 *   796,514   85.72%  1, 1; 2
 *    67,925    7.31%  0, 1; 1
 *    64,790    6.97%  1, 0; 1
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>Both CPUs try once. Who fails does nothing, so the counter says how many were inside. That
 * neither gets in is impossible: the lock is free until the first of them has it. {@code 1, 1; 1}
 * would be two CPUs inside at once, or a second one that did not see what the first wrote: a {@code
 * spin_trylock()} that succeeds is an ACQUIRE; one that fails orders nothing.
 */
public final class SpinTrylockTest {
  private SpinTrylockTest() {}

  private static void build(Model.Setup setup) {
    Layout globals = setup.kernel().layout(null, "");
    SpinLock lock = globals.spinLock("lock");
    IntCell count = globals.intCell("count", 0).guardedBy(lock);
    IntCell[] got = {globals.intCell("got[0]", 0), globals.intCell("got[1]", 0)};
    for (IntCell mine : got) {
      setup.task("actor", List.of(new EntryPoint("try", () -> attempt(lock, count, mine))));
    }
    setup.outcome(() -> got[0].get() + ", " + got[1].get() + "; " + count.get());
  }

  private static void attempt(SpinLock lock, IntCell count, IntCell mine) {
    if (lock.tryLock()) {
      count.add(1);
      lock.unlock();
      mine.set(1);
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1; 2", expect = ACCEPTABLE, desc = "one after the other")
  @Outcome(id = "1, 0; 1", expect = ACCEPTABLE, desc = "actor 2 found it held")
  @Outcome(id = "0, 1; 1", expect = ACCEPTABLE, desc = "actor 1 found it held")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "both inside, or both turned away")
  @State
  public static class TwoCpus extends Sample {
    public TwoCpus() {
      super(SpinTrylockTest::build);
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
}
