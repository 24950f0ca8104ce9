package epcheck.stress.primitives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kref;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
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
 *   $ ./epcheck stress KrefTest
 */

/**
 * {@code struct kref}, as {@code encl->refcount}: who releases, and who may still take a reference.
 *
 * <pre>{@code
 * KrefTest.LastPut
 *   3,872,807   52.69%  0, 1
 *   3,477,484   47.31%  1, 0
 * KrefTest.GetUnlessZero
 *   5,874,268   52.93%  1, 0
 *   4,180,695   37.67%  1, 1
 *   1,043,168    9.40%  0, 2
 * KrefTest.GetFromZero
 *   5,143,185   86.48%  refcount-from-zero
 *     679,714   11.43%  1, 1
 *     124,512    2.09%  0, 2
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>What the releaser sees of the other tasks is {@code KrefOrderTest}.
 */
public final class KrefTest {
  private KrefTest() {}

  private static void lastPut(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    Kref refcount = encl.kref("refcount", 2);
    IntCell[] released = {encl.intCell("released[0]", 0), encl.intCell("released[1]", 0)};
    for (IntCell mine : released) {
      setup.task("holder", List.of(new EntryPoint("put", () -> mine.set(refcount.put() ? 1 : 0))));
    }
    setup.outcome(() -> released[0].get() + ", " + released[1].get());
  }

  private static void getUnlessZero(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    Kref refcount = encl.kref("refcount", 1);
    IntCell released = encl.intCell("released", 0);
    IntCell isolated = encl.intCell("isolated", 0);
    setup.task(
        "holder", List.of(new EntryPoint("put", () -> released.set(refcount.put() ? 1 : 0))));
    setup.task(
        "reclaimer",
        List.of(
            new EntryPoint(
                "isolate",
                () -> {
                  if (refcount.getUnlessZero()) {
                    isolated.set(refcount.put() ? 2 : 1);
                  }
                })));
    setup.outcome(() -> released.get() + ", " + isolated.get());
  }

  private static void getFromZero(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    Kref refcount = encl.kref("refcount", 1);
    IntCell released = encl.intCell("released", 0);
    IntCell isolated = encl.intCell("isolated", 0);
    setup.task(
        "holder", List.of(new EntryPoint("put", () -> released.set(refcount.put() ? 1 : 0))));
    setup.task(
        "reclaimer",
        List.of(
            new EntryPoint(
                "isolate",
                () -> {
                  refcount.get();
                  isolated.set(refcount.put() ? 2 : 1);
                })));
    setup.outcome(() -> released.get() + ", " + isolated.get());
  }

  /** Two references, two tasks. Exactly one of the two {@code kref_put()} is the last. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "holder 1 was the last")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "holder 2 was the last")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "released twice, or never")
  @State
  public static class LastPut extends Sample {
    public LastPut() {
      super(KrefTest::lastPut);
    }

    @Actor
    public void holder1() {
      run(0);
    }

    @Actor
    public void holder2() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * The reclaimer finds a page on the LRU whose enclave may be at its end: {@code
   * sgx_reclaim_pages()} takes a reference by {@code kref_get_unless_zero()}, and leaves the page
   * alone if that fails.
   */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the count was zero already")
  @Outcome(
      id = "1, 1",
      expect = ACCEPTABLE,
      desc = "the reclaimer got its reference and put it before")
  @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "the reclaimer held the last reference")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "released twice, or never")
  @State
  public static class GetUnlessZero extends Sample {
    public GetUnlessZero() {
      super(KrefTest::getUnlessZero);
    }

    @Actor
    public void holder() {
      run(0);
    }

    @Actor
    public void reclaimer() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * The same with {@code kref_get()}, which is only for who has a reference already. refcount_t
   * warns of an addition on 0, and it is too late then.
   */
  @JCStressTest
  @Outcome(
      id = "1, 1",
      expect = ACCEPTABLE,
      desc = "the reclaimer got its reference and put it before")
  @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "the reclaimer held the last reference")
  @Outcome(
      id = "refcount-from-zero",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the reclaimer took a reference on an enclave that is being released")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "nothing else goes wrong")
  @State
  public static class GetFromZero extends Sample {
    public GetFromZero() {
      super(KrefTest::getFromZero);
    }

    @Actor
    public void holder() {
      run(0);
    }

    @Actor
    public void reclaimer() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
