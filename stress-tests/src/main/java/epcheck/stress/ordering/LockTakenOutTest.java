package epcheck.stress.ordering;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.stress.Canary;
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
 *   $ ./epcheck stress LockTakenOutTest
 */

/**
 * {@code SpinLockTest} with its lock taken out: does that test have teeth, do the two CPUs meet at
 * all?
 *
 * <pre>{@code
 * LockTakenOutTest.NoLock
 *   627,921   45.15%  1, 2; 2
 *   409,957   29.48%  2, 1; 2
 *   352,733   25.37%  lost-update
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>Both do {@code encl->mm_list_version++}. That is a read and a write; if both read 0, one of
 * the two updates is lost. What keeps that from happening in {@code sgx_encl_mm_add()} is {@code
 * encl->mm_lock}: the RELEASE of its {@code spin_unlock()} and the ACQUIRE of the next {@code
 * spin_lock()}.
 */
public final class LockTakenOutTest {
  private LockTakenOutTest() {}

  private static void build(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    IntCell count = encl.intCell("mm_list_version", 0);
    IntCell[] left = {encl.intCell("left[0]", 0), encl.intCell("left[1]", 0)};
    for (IntCell mine : left) {
      setup.task("actor", List.of(new EntryPoint("increment", () -> increment(count, mine))));
    }
    setup.atEnd(new AtEnd("lost-update", "an increment is missing", () -> count.get() == 2));
    setup.outcome(() -> left[0].get() + ", " + left[1].get() + "; " + count.get());
  }

  private static void increment(IntCell count, IntCell mine) {
    int now = count.get() + 1;
    count.set(now);
    mine.set(now);
  }

  /** No lock at all. */
  @Canary("mm_list_version++ without a lock")
  @JCStressTest
  @Outcome(id = "1, 2; 2", expect = ACCEPTABLE, desc = "actor 1 came first, and was quick enough")
  @Outcome(id = "2, 1; 2", expect = ACCEPTABLE, desc = "actor 2 came first, and was quick enough")
  @Outcome(id = "lost-update", expect = ACCEPTABLE_INTERESTING, desc = "both read 0")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "nothing else goes wrong")
  @State
  public static class NoLock extends Sample {
    public NoLock() {
      super(LockTakenOutTest::build);
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
