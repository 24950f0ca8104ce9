package epcheck.stress.ordering;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kref;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.stress.Sample;
import epcheck.stress.Unexplored;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress KrefOrderTest
 */

/**
 * What the releaser sees: {@code kref_put()} is a RELEASE, and an ACQUIRE for the last.
 *
 * <pre>{@code
 * KrefOrderTest.Put
 *   1,366,239   60.70%  saw 2, 0
 *     884,532   39.30%  saw 0, 2
 * KrefOrderTest.PlainCount
 *   927,453   44.88%  saw 0, 2
 *   797,301   38.58%  saw 2, 0
 *   341,697   16.54%  refcount-leak
 *         0    0.00%  saw 0, 1
 *         0    0.00%  saw 1, 0
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>Each task writes something plainly, such as {@code encl->secs_child_cnt} under a lock long
 * given up, and then puts its reference. {@code sgx_encl_release()} takes no lock to look at it: it
 * relies on {@code refcount_dec_and_test()} alone (Documentation/core-api/refcount- vs-atomic.rst)
 * to see what all others did before they put theirs.
 */
public final class KrefOrderTest {
  private KrefOrderTest() {}

  private static void kref(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    Kref refcount = encl.kref("refcount", 2);
    build(setup, encl, () -> refcount.put());
  }

  private static void plain(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    IntCell refcount = encl.intCell("refcount", 2);
    build(
        setup,
        encl,
        () -> {
          int now = refcount.get() - 1;
          refcount.set(now);
          return now == 0;
        });
  }

  private static void build(Model.Setup setup, Layout encl, BooleanSupplier put) {
    IntCell[] wrote = {encl.intCell("wrote[0]", 0), encl.intCell("wrote[1]", 0)};
    IntCell[] saw = {encl.intCell("saw[0]", 0), encl.intCell("saw[1]", 0)};
    for (int i = 0; i < 2; i++) {
      IntCell mine = wrote[i];
      IntCell found = saw[i];
      setup.task(
          "holder",
          List.of(
              new EntryPoint(
                  "put",
                  () -> {
                    mine.set(1);
                    if (put.getAsBoolean()) {
                      found.set(wrote[0].get() + wrote[1].get());
                    }
                  })));
    }
    setup.atEnd(
        new AtEnd("refcount-leak", "nobody releases", () -> saw[0].get() + saw[1].get() != 0));
    setup.outcome(() -> "saw " + saw[0].get() + ", " + saw[1].get());
  }

  /** The releaser sees both writes, always. */
  @JCStressTest
  @Outcome(id = "saw 2, 0", expect = ACCEPTABLE, desc = "holder 1 releases, and sees both writes")
  @Outcome(id = "saw 0, 2", expect = ACCEPTABLE, desc = "holder 2 releases, and sees both writes")
  @Outcome(
      id = ".*",
      expect = FORBIDDEN,
      desc = "the releaser missed a write, or there were none or two")
  @State
  public static class Put extends Sample {
    public Put() {
      super(KrefOrderTest::kref);
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
   * A count in a plain variable. What is seen is that it is not atomic: both read 2, both write 1,
   * and nobody releases. That the releaser misses a write ({@code saw 1, 0}) is allowed too, for a
   * plain count orders nothing, but was not seen: x86 keeps stores in order and loads in order, so
   * only the compiler could do it. The kernel's relaxed atomic decrement would show the missing
   * order alone; the vocabulary has none.
   */
  @Unexplored(
      outcomes = {"saw 1, 0", "saw 0, 1"},
      because =
          "a plain count orders nothing, so the releaser may miss the other task's write; "
              + "the explorer is sequentially consistent")
  @JCStressTest
  @Outcome(id = "saw 2, 0", expect = ACCEPTABLE, desc = "holder 1 releases")
  @Outcome(id = "saw 0, 2", expect = ACCEPTABLE, desc = "holder 2 releases")
  @Outcome(
      id = "refcount-leak",
      expect = ACCEPTABLE_INTERESTING,
      desc = "both read 2 and wrote 1: nobody releases")
  @Outcome(
      id = "saw 1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "released without the write of holder 2")
  @Outcome(
      id = "saw 0, 1",
      expect = ACCEPTABLE_INTERESTING,
      desc = "released without the write of holder 1")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "never both: 2 to 0 takes two steps")
  @State
  public static class PlainCount extends Sample {
    public PlainCount() {
      super(KrefOrderTest::plain);
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
}
