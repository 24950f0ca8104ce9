package epcheck.stress.primitives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run this test:
 *   $ ./epcheck stress SpinLockByHandTest
 */

/**
 * {@link SpinLockTest} as one would write it without epcheck: two VarHandles and a counter. It
 * finds the same two outcomes; it is here to be timed.
 */
@ByHand
@JCStressTest
@Outcome(id = "1, 2; 2", expect = ACCEPTABLE, desc = "actor 1 had the lock first")
@Outcome(id = "2, 1; 2", expect = ACCEPTABLE, desc = "actor 2 had the lock first")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "an update was lost: the lock is no lock")
@State
public class SpinLockByHandTest {
  private static final VarHandle LOCKED;

  static {
    try {
      LOCKED = MethodHandles.lookup().findVarHandle(SpinLockByHandTest.class, "locked", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // Through LOCKED.
  private int locked;

  private int count;
  private int left1;
  private int left2;

  private int increment() {
    while (!LOCKED.weakCompareAndSetAcquire(this, 0, 1)) {
      while ((int) LOCKED.getOpaque(this) != 0) {
        Thread.onSpinWait();
      }
    }
    int now = count + 1;
    count = now;
    LOCKED.setRelease(this, 0);
    return now;
  }

  @Actor
  public void actor1() {
    left1 = increment();
  }

  @Actor
  public void actor2() {
    left2 = increment();
  }

  @Arbiter
  public void arbiter(L_Result r) {
    r.r1 = left1 + ", " + left2 + "; " + count;
  }
}
