package epcheck.stress.ordering;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.Counter;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.SpinLock;
import epcheck.stress.Sample;
import java.util.List;
import java.util.function.IntSupplier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress NrFreePagesTest
 */

/**
 * NRFREE (fixed by ac5d272a0ad0 in v5.16): {@code sgx_nr_free_pages} was a plain variable, changed
 * under {@code node->lock} of whichever node the page came from.
 *
 * <pre>{@code
 * NrFreePagesTest.Plain
 *   1,264,901   90.96%  8 free
 *     125,710    9.04%  free-page-count
 * NrFreePagesTest.Atomic
 *   1,615,891  100.00%  8 free
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>A page is allocated from node 0 while another one is freed to node 1. Each side holds a lock,
 * but not the same one, so an update can be lost; the count then stays wrong for ever, and if it
 * stays too high {@code sgx_should_reclaim()} never says that it is time to wake ksgxd. {@code
 * atomic_long_t} needs no lock; mainline counts after {@code node->lock} is let go.
 */
public final class NrFreePagesTest {
  private NrFreePagesTest() {}

  private static final int PAGES = 8;

  private static void plain(Model.Setup setup) {
    Layout globals = setup.kernel().layout(null, "");
    IntCell nrFree = globals.intCell("sgx_nr_free_pages", PAGES);
    SpinLock[] nodes = nodes(setup);
    setup.task(
        "alloc",
        List.of(
            new EntryPoint(
                "alloc",
                () -> {
                  nodes[0].lock();
                  nrFree.add(-1);
                  nodes[0].unlock();
                })));
    setup.task(
        "free",
        List.of(
            new EntryPoint(
                "free",
                () -> {
                  nodes[1].lock();
                  nrFree.add(1);
                  nodes[1].unlock();
                })));
    setup.atEnd(exact(nrFree::get));
    setup.outcome(() -> nrFree.get() + " free");
  }

  private static void atomic(Model.Setup setup) {
    Layout globals = setup.kernel().layout(null, "");
    Counter nrFree = globals.counter("sgx_nr_free_pages", PAGES);
    SpinLock[] nodes = nodes(setup);
    setup.task(
        "alloc",
        List.of(
            new EntryPoint(
                "alloc",
                () -> {
                  nodes[0].lock();
                  nodes[0].unlock();
                  nrFree.addReturn(-1);
                })));
    setup.task(
        "free",
        List.of(
            new EntryPoint(
                "free",
                () -> {
                  nodes[1].lock();
                  nodes[1].unlock();
                  nrFree.addReturn(1);
                })));
    setup.atEnd(exact(nrFree::read));
    setup.outcome(() -> nrFree.read() + " free");
  }

  private static SpinLock[] nodes(Model.Setup setup) {
    return new SpinLock[] {
      setup.kernel().layout(null, "node0").spinLock("lock"),
      setup.kernel().layout(null, "node1").spinLock("lock")
    };
  }

  private static AtEnd exact(IntSupplier nrFree) {
    return new AtEnd(
        "free-page-count", "sgx_nr_free_pages is wrong", () -> nrFree.getAsInt() == PAGES);
  }

  /**
   * Before the fix: {@code sgx_nr_free_pages--} in {@code __sgx_alloc_epc_page_from_node()}, {@code
   * sgx_nr_free_pages++} in {@code sgx_free_epc_page()}.
   */
  @JCStressTest
  @Outcome(id = "8 free", expect = ACCEPTABLE, desc = "one after the other")
  @Outcome(
      id = "free-page-count",
      expect = ACCEPTABLE_INTERESTING,
      desc = "7 or 9: one of the two was lost")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "nothing else goes wrong")
  @State
  public static class Plain extends Sample {
    public Plain() {
      super(NrFreePagesTest::plain);
    }

    @Actor
    public void alloc() {
      run(0);
    }

    @Actor
    public void free() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /** Since the fix. */
  @JCStressTest
  @Outcome(id = "8 free", expect = ACCEPTABLE, desc = "none was lost")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "an atomic lost an update")
  @State
  public static class Atomic extends Sample {
    public Atomic() {
      super(NrFreePagesTest::atomic);
    }

    @Actor
    public void alloc() {
      run(0);
    }

    @Actor
    public void free() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
