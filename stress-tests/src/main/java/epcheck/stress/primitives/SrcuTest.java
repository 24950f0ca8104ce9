package epcheck.stress.primitives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.Cell;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
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
 *   $ ./epcheck stress SrcuTest
 */

/**
 * SRCU, as {@code encl->srcu}: what {@code synchronize_srcu()} promises to who removes an entry of
 * {@code encl->mm_list}, and to who walks it.
 *
 * <pre>{@code
 * SrcuTest.Synchronize
 *   561,901   45.05%  1, 1
 *   539,481   43.25%  0, 0
 *   145,869   11.70%  1, 0
 * SrcuTest.Call
 *   606,936   90.08%  0, 0
 *    64,752    9.61%  1, 1
 *     2,123    0.32%  1, 0
 * SrcuTest.Free
 *   778,139   54.36%  not found
 *   653,432   45.64%  found
 * SrcuTest.NoGracePeriod
 *   3,077,529   93.98%  not found
 *     125,807    3.84%  found
 *      71,435    2.18%  use-after-free
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>A grace period separates what comes before it from what comes after it, for every reader as a
 * whole: a section that misses what came before ({@code 0}) was open when the grace period began,
 * or began earlier, so it is over before what comes after. {@code 0, 1} is impossible, although the
 * reader reads in that very order and sequential consistency alone would allow it. In srcutree.c it
 * takes a full barrier at the start of the section (B) and one at its end (C), and two in the grace
 * period.
 */
public final class SrcuTest {
  private SrcuTest() {}

  private static void synchronize(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    Srcu srcu = encl.srcu("srcu");
    IntCell before = encl.intCell("before", 0);
    IntCell after = encl.intCell("after", 0);
    setup.task(
        "updater",
        List.of(
            new EntryPoint(
                "update",
                () -> {
                  before.writeOnce(1);
                  srcu.synchronize();
                  after.writeOnce(1);
                })));
    reader(setup, encl, srcu, before, after);
  }

  private static void call(Model.Setup setup) {
    Layout encl = setup.kernel().layout(null, "encl");
    Srcu srcu = encl.srcu("srcu");
    IntCell before = encl.intCell("before", 0);
    IntCell after = encl.intCell("after", 0);
    Srcu.Callback callback = srcu.callback("rcu", () -> after.writeOnce(1));
    setup.task(
        "updater",
        List.of(
            new EntryPoint(
                "update",
                () -> {
                  before.writeOnce(1);
                  srcu.call(callback);
                })));
    reader(setup, encl, srcu, before, after);
  }

  private static void reader(
      Model.Setup setup, Layout encl, Srcu srcu, IntCell before, IntCell after) {
    IntCell[] seen = {encl.intCell("seen[0]", 0), encl.intCell("seen[1]", 0)};
    setup.task(
        "reader",
        List.of(
            new EntryPoint(
                "read",
                () -> {
                  srcu.readLock();
                  seen[0].set(before.readOnce());
                  seen[1].set(after.readOnce());
                  srcu.readUnlock();
                })));
    setup.outcome(() -> seen[0].get() + ", " + seen[1].get());
  }

  private static void free(Model.Setup setup, boolean gracePeriod) {
    Layout encl = setup.kernel().layout(null, "encl");
    Srcu srcu = encl.srcu("srcu");
    Cell<EnclMm> first = encl.cell("first", EnclMm.class);
    EnclMm enclMm = new EnclMm(setup.kernel());
    first.set(enclMm);
    enclMm.mm.set(1);
    IntCell seen = encl.intCell("seen", 0);
    setup.task(
        "updater",
        List.of(
            new EntryPoint(
                "remove",
                () -> {
                  first.writeOnce(null);
                  if (gracePeriod) {
                    srcu.synchronize();
                  }
                  setup.kernel().kfree(enclMm);
                })));
    setup.task(
        "reader",
        List.of(
            new EntryPoint(
                "read",
                () -> {
                  srcu.readLock();
                  EnclMm found = first.readOnce();
                  if (found != null) {
                    seen.set(found.mm.get());
                  }
                  srcu.readUnlock();
                })));
    setup.outcome(() -> seen.get() == 0 ? "not found" : "found");
  }

  private static final class EnclMm extends Struct {
    final IntCell mm = layout.intCell("mm", 0);

    EnclMm(Kernel kernel) {
      super(kernel, "encl_mm");
    }
  }

  /** {@code synchronize_srcu()} between two writes. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the reader was first, and was waited for")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the reader came before the grace period ended")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the reader came last")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the grace period did not wait")
  @State
  public static class Synchronize extends Sample {
    public Synchronize() {
      super(SrcuTest::synchronize);
    }

    @Actor
    public void updater() {
      run(0);
    }

    @Actor
    public void reader() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /** The second write is made by a {@code call_srcu()} callback. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the reader was first, and was waited for")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the reader came before the callback")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the reader came last")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the callback did not wait")
  @State
  public static class Call extends Sample {
    public Call() {
      super(SrcuTest::call);
    }

    @Actor
    public void updater() {
      run(0);
    }

    @Actor
    public void reader() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * Unlink, wait, free: what {@code sgx_mmu_notifier_release()} and {@code sgx_release()} do with
   * an {@code encl_mm}.
   */
  @JCStressTest
  @Outcome(id = "found", expect = ACCEPTABLE, desc = "the reader was waited for")
  @Outcome(id = "not found", expect = ACCEPTABLE, desc = "the reader came later")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "freed under the reader")
  @State
  public static class Free extends Sample {
    public Free() {
      super(setup -> free(setup, true));
    }

    @Actor
    public void updater() {
      run(0);
    }

    @Actor
    public void reader() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /** The same without the wait. */
  @JCStressTest
  @Outcome(id = "found", expect = ACCEPTABLE, desc = "the reader was quick enough")
  @Outcome(id = "not found", expect = ACCEPTABLE, desc = "the reader came later")
  @Outcome(id = "use-after-free", expect = ACCEPTABLE_INTERESTING, desc = "freed under the reader")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "nothing else goes wrong")
  @State
  public static class NoGracePeriod extends Sample {
    public NoGracePeriod() {
      super(setup -> free(setup, false));
    }

    @Actor
    public void updater() {
      run(0);
    }

    @Actor
    public void reader() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
