package epcheck.stress.driver;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.Model;
import epcheck.stress.Sample;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress OomVsCreateTest
 */

/**
 * The OOM killer looks for a victim while ECREATE makes one.
 *
 * <p>{@code sgx_encl_create()} takes a VA page and then a page for the SECS, and sets {@code
 * SGX_ENCL_CREATED} last, without {@code encl->lock}. In the series the VA page is on the
 * unreclaimable list of its cgroup as soon as EPA is done, so {@code sgx_oom_get_victim()} may find
 * an enclave that is not created yet. Here it is created by a process that exits next.
 *
 * <p>OpenJDK 17 on an x86 with two CPUs, mode quick:
 *
 * <pre>{@code
 * OomVsCreateTest.V5
 *   93,167  100.00%  A released; 2 free
 * OomVsCreateTest.V2
 *   94,695   99.99%  A released; 2 free
 *        8    0.01%  lost-page
 * }</pre>
 *
 * <p>Whoever comes first, in the end both pages are to be free: the exit puts the file's reference
 * and, if the killer does not hold one still, releases the enclave; else the killer's {@code
 * kref_put()} does.
 *
 * <p>v5 looks whether the enclave is created before it marks it, and leaves it alone if it is not.
 * v2 sets the mark first and then leaves it alone, too, but {@code sgx_encl_release()} of v2 takes
 * the mark for "emptied by the killer already" and does no more than {@code kfree()}: the VA page,
 * and the SECS with it, are free for nobody any more ({@code lost-page}). For that the killer has
 * to come between {@code list_add_tail()} of the VA page and {@code set_bit(SGX_ENCL_CREATED)}.
 */
public final class OomVsCreateTest {
  private OomVsCreateTest() {}

  @JCStressTest
  @Outcome(
      id = "A released; 2 free",
      expect = ACCEPTABLE,
      desc = "whoever came last freed both pages")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page, a reference or the enclave was lost")
  @State
  public static class V5 extends Sample {
    private static final Model MODEL = Driver.shipped("create-vs-kill", "v5");

    public V5() {
      super(MODEL);
    }

    @Actor
    public void p() {
      run(0);
    }

    @Actor
    public void oom() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  @JCStressTest
  @Outcome(
      id = "A released; 2 free",
      expect = ACCEPTABLE,
      desc = "the killer met no half-made enclave")
  @Outcome(
      id = "lost-page",
      expect = ACCEPTABLE_INTERESTING,
      desc = "marked before it was created, so never emptied")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not from that mark")
  @State
  public static class V2 extends Sample {
    private static final Model MODEL = Driver.shipped("create-vs-kill", "v2");

    public V2() {
      super(MODEL);
    }

    @Actor
    public void p() {
      run(0);
    }

    @Actor
    public void oom() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
