package epcheck.stress.primitives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.Srcu;
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
 *   $ ./epcheck stress LockOrderTest
 */

/**
 * Locks taken in two orders: AB-BA, with all that can stand for B.
 *
 * <pre>{@code
 * LockOrderTest.TwoMutexes
 *   825,698   99.79%  done
 *     1,713    0.21%  deadlock: T0 waits in mutex_lock(&B->lock) (held by T1); T1 waits in
 *                     mutex_lock(&A->lock) (held by T0)
 * LockOrderTest.MmapLock
 *   866,731   99.81%  done
 *     1,640    0.19%  deadlock: zap waits in down_read(&mm->mmap_lock) (held by mprotect); mprotect
 *                     waits in mutex_lock(&encl->lock) (held by zap)
 * LockOrderTest.GracePeriod
 *   876,760   99.79%  done
 *     1,851    0.21%  deadlock: destroy waits in synchronize_srcu(&encl->srcu) [waits for readers]
 *                     (reader: walker); walker waits in mutex_lock(&encl->lock) (held by destroy)
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>A deadlock is an outcome, and its text names who waits where, for what, held by whom. The
 * tasks are stopped, so that the next sample can run. The explorer also reports the cycle itself
 * ({@code lock-order}), as lockdep would; real threads notice only that they are stuck.
 */
public final class LockOrderTest {
  private LockOrderTest() {}

  private static void twoMutexes(Model.Setup setup) {
    Mutex a = setup.kernel().layout(null, "A").mutex("lock");
    Mutex b = setup.kernel().layout(null, "B").mutex("lock");
    setup.task("T0", List.of(new EntryPoint("AB", () -> nested(a, b))));
    setup.task("T1", List.of(new EntryPoint("BA", () -> nested(b, a))));
    setup.outcome(() -> "done");
  }

  private static void nested(Mutex outer, Mutex inner) {
    outer.lock();
    inner.lock();
    inner.unlock();
    outer.unlock();
  }

  private static void mmapLock(Model.Setup setup) {
    Mutex lock = setup.kernel().layout(null, "encl").mutex("lock");
    RwSemaphore mmapLock = setup.kernel().layout(null, "mm").rwSemaphore("mmap_lock");
    setup.task(
        "zap",
        List.of(
            new EntryPoint(
                "zap",
                () -> {
                  lock.lock();
                  mmapLock.downRead();
                  mmapLock.upRead();
                  lock.unlock();
                })));
    setup.task(
        "mprotect",
        List.of(
            new EntryPoint(
                "mprotect",
                () -> {
                  mmapLock.downWrite();
                  lock.lock();
                  lock.unlock();
                  mmapLock.upWrite();
                })));
    setup.outcome(() -> "done");
  }

  private static void gracePeriod(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    Mutex lock = encl.mutex("lock");
    Srcu srcu = encl.srcu("srcu");
    setup.task(
        "destroy",
        List.of(
            new EntryPoint(
                "drain",
                () -> {
                  lock.lock();
                  srcu.synchronize();
                  lock.unlock();
                })));
    setup.task(
        "walker",
        List.of(
            new EntryPoint(
                "walk",
                () -> {
                  srcu.readLock();
                  lock.lock();
                  lock.unlock();
                  srcu.readUnlock();
                })));
    setup.outcome(() -> "done");
  }

  /** {@code encl->lock} of two enclaves, A and B. */
  @JCStressTest
  @Outcome(id = "done", expect = ACCEPTABLE, desc = "they did not meet")
  @Outcome(
      id =
          "deadlock: T0 waits in mutex_lock(&B->lock) (held by T1); T1 waits in mutex_lock(&A->lock) (held by T0)",
      expect = ACCEPTABLE_INTERESTING,
      desc = "AB-BA")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "no other deadlock")
  @State
  public static class TwoMutexes extends Sample {
    public TwoMutexes() {
      super(LockOrderTest::twoMutexes);
    }

    @Actor
    public void t0() {
      run(0);
    }

    @Actor
    public void t1() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * {@code mmap_lock} is outside {@code encl->lock}: {@code mprotect()} comes with it to {@code
   * sgx_encl_may_map()}. So {@code sgx_zap_enclave_ptes()}, which takes it for read, must not be
   * called with {@code encl->lock} held; {@code sgx_reclaimer_block()} takes that lock only
   * afterwards.
   */
  @JCStressTest
  @Outcome(id = "done", expect = ACCEPTABLE, desc = "they did not meet")
  @Outcome(
      id =
          "deadlock: zap waits in down_read(&mm->mmap_lock) (held by mprotect); mprotect waits in mutex_lock(&encl->lock) (held by zap)",
      expect = ACCEPTABLE_INTERESTING,
      desc = "mmap_lock inside encl->lock")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "no other deadlock")
  @State
  public static class MmapLock extends Sample {
    public MmapLock() {
      super(LockOrderTest::mmapLock);
    }

    @Actor
    public void zap() {
      run(0);
    }

    @Actor
    public void mprotect() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * Who waits for a grace period waits for all its readers are waiting for. The v2 series drained
   * {@code mm_list} with {@code encl->lock} held.
   */
  @JCStressTest
  @Outcome(id = "done", expect = ACCEPTABLE, desc = "they did not meet")
  @Outcome(
      id =
          "deadlock: destroy waits in synchronize_srcu(&encl->srcu) [waits for readers] (reader: walker); walker waits in mutex_lock(&encl->lock) (held by destroy)",
      expect = ACCEPTABLE_INTERESTING,
      desc = "a grace period inside the lock that its reader wants")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "no other deadlock")
  @State
  public static class GracePeriod extends Sample {
    public GracePeriod() {
      super(LockOrderTest::gracePeriod);
    }

    @Actor
    public void destroy() {
      run(0);
    }

    @Actor
    public void walker() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
