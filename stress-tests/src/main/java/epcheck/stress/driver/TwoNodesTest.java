package epcheck.stress.driver;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.Model;
import epcheck.stress.Canary;
import epcheck.stress.Sample;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress TwoNodesTest
 */

/**
 * Who counts the free pages of all NUMA nodes under the lock of one?
 *
 * <p>P, on node 0, creates an enclave and closes it: a VA page and a SECS are allocated and freed.
 * Q does the same on node 1. Each holds {@code node->lock} of its own node while it works on the
 * free list, and so nothing keeps the two apart at {@code sgx_nr_free_pages}, of which there is
 * one.
 *
 * <p>OpenJDK 17 on an x86 with two CPUs, mode quick:
 *
 * <pre>{@code
 * TwoNodesTest.Mainline
 *   113,525  100.00%  A released; B released; 6 free
 * TwoNodesTest.V5
 *   103,522  100.00%  A released; B released; 6 free
 * TwoNodesTest.NotAtomic
 *   104,602   91.11%  A released; B released; 6 free
 *    10,203    8.89%  free-page-count
 * }</pre>
 *
 * <p>All 6 pages are free in the end, and the counter says so: it is an {@code atomic_long_t}. From
 * v5.13 to v5.16 (ac5d272a0ad0) it was a plain variable: {@code sgx_nr_free_pages--} is a load and
 * a store, and when another CPU's store falls in between, it is lost ({@code free-page-count}).
 * ksgxd is woken by this counter. If it says more than there is, nobody is; and a page fault, which
 * may not reclaim by itself, is tried again for ever.
 *
 * <p>That takes no weak memory, only two CPUs at it at once. The two do the same so that JCStress,
 * which lets each actor run through many samples at its own pace, keeps them abreast.
 */
public final class TwoNodesTest {
  private static final String SCENARIO =
      """
      name: two-nodes
      title: two processes create and close an enclave each, on two NUMA nodes
      epc: [3, 3]

      enclaves:
        A: {created: false, pages: [absent]}
        B: {created: false, pages: [absent]}

      processes:
        P: {opens: [A]}
        Q: {opens: [B], node: 1}

      tasks:
        P: {process: P, calls: [create A, close A]}
        Q: {process: Q, calls: [create B, close B]}
      """;

  private TwoNodesTest() {}

  @JCStressTest
  @Outcome(
      id = "A released; B released; 6 free",
      expect = ACCEPTABLE,
      desc = "and sgx_nr_free_pages says so")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page was lost, or miscounted")
  @State
  public static class Mainline extends Sample {
    private static final Model MODEL = Driver.of(SCENARIO, "mainline");

    public Mainline() {
      super(MODEL);
    }

    @Actor
    public void p() {
      run(0);
    }

    @Actor
    public void q() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  @JCStressTest
  @Outcome(
      id = "A released; B released; 6 free",
      expect = ACCEPTABLE,
      desc = "and sgx_nr_free_pages says so")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page was lost, or miscounted")
  @State
  public static class V5 extends Sample {
    private static final Model MODEL = Driver.of(SCENARIO, "v5");

    public V5() {
      super(MODEL);
    }

    @Actor
    public void p() {
      run(0);
    }

    @Actor
    public void q() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  @JCStressTest
  @Outcome(id = "A released; B released; 6 free", expect = ACCEPTABLE, desc = "no update was lost")
  @Outcome(id = "free-page-count", expect = ACCEPTABLE_INTERESTING, desc = "an update was lost")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not from miscounting")
  @Canary("sgx_nr_free_pages is a plain variable under the locks of two nodes")
  @State
  public static class NotAtomic extends Sample {
    private static final Model MODEL = Driver.of(SCENARIO, "mainline", "nr-free-not-atomic");

    public NotAtomic() {
      super(MODEL);
    }

    @Actor
    public void p() {
      run(0);
    }

    @Actor
    public void q() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
