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
 *   $ ./epcheck stress TwoReclaimersTest
 */

/**
 * Two reclaimers meet at a page, and one reclaimer meets the last close.
 *
 * <p>In {@code Mainline} and {@code V5} ksgxd and a task that reclaims directly each make one pass
 * over a list with one page on it, which was accessed of late. {@code sgx_reclaim_pages()} takes a
 * page off the list under the lock of the list, and from then on nobody else finds it. If {@code
 * sgx_reclaimer_age()} finds the accessed bit set, it clears it, and the page is skipped: back to
 * the tail of the list.
 *
 * <p>OpenJDK 17 on an x86 with two CPUs, mode quick:
 *
 * <pre>{@code
 * TwoReclaimersTest.Mainline
 *   128,765   83.02%  A: SECS swapped, 0 swapped; 2 free
 *    26,343   16.98%  A: SECS resident, 0 mapped by P; 0 free
 * TwoReclaimersTest.V5
 *   94,156   79.97%  A: SECS swapped, 0 swapped; 2 free
 *   23,587   20.03%  A: SECS resident, 0 mapped by P; 0 free
 * TwoReclaimersTest.SkipVsClose
 *   147,940  100.00%  A released; 3 free
 * TwoReclaimersTest.PutBeforeRelist
 *   123,996   86.98%  A released; 3 free
 *    18,568   13.02%  warn-on
 *         0    0.00%  lost-page
 * }</pre>
 *
 * <p>Two outcomes. Either one pass is over before the other begins: then the second one finds the
 * bit clear, writes the page out, and, that being the last child, the SECS with it. Or the second
 * comes while the first has the page isolated, finds the list empty, and returns: all is as it was,
 * but for the bit. That both write it out is impossible, and so is that it is on no list
 * afterwards.
 *
 * <p>What holds a page that is isolated is a reference on its enclave, so a skipped page has to be
 * back on the list before that is put. Before v31 of the SGX series it was the other way round. The
 * page need not be young for that; no memory for its backing ({@code sgx_encl_alloc_backing()})
 * makes the reclaimer skip it as well, and then a single {@code kref_put()}, that of {@code
 * sgx_release()}, is all the opponent has to do. In {@code SkipVsClose} the reclaimer then has the
 * last reference, or the file has, and all is freed.
 *
 * <p>In {@code PutBeforeRelist} the reclaimer's put may be the last while the page is on no list:
 * {@code sgx_encl_release()} takes the page for one that a reclaimer holds, and skips it, so that
 * {@code secs_child_cnt} does not come to 0 and the SECS stays, too, for which there is {@code
 * WARN_ON_ONCE(encl->secs_child_cnt)}: {@code warn-on}. {@code lost-page} is how the explorer
 * describes what such an execution leaves; here the warning is told instead. (With {@code reclaim}
 * once more the next pass finds the page, whose enclave is freed: {@code use-after-free}.) The same
 * with a young page, and an exit or a {@code munmap()} of the only mapping as the opponent, was
 * hardly ever seen: all of that has to fit between the look at the accessed bit and the put.
 *
 * <p>{@code ThreeActors} has an access to the page as well. It needs three CPUs: on two, JCStress
 * reports it as skipped. {@code OutcomesTest} checks it all the same.
 */
public final class TwoReclaimersTest {
  private static final String SCENARIO =
      """
      name: two-reclaimers
      title: two reclaimers and a young page
      epc: 3

      enclaves:
        A: {pages: [resident]}

      processes:
        P: {maps: [A], opens: [A], young: [A/0]}

      tasks:
        ksgxd: [reclaim]
        direct: [reclaim]
      """;

  private static final String SKIP =
      """
      name: skip-vs-close
      title: the last close of an enclave while the reclaimer puts its page back
      epc: 3

      enclaves:
        A: {pages: [resident]}

      processes:
        P: {opens: [A]}

      tasks:
        P: {process: P, calls: [close A]}
        ksgxd: [out-of-memory, reclaim]
      """;

  private TwoReclaimersTest() {}

  @JCStressTest
  @Outcome(
      id = "A: SECS resident, 0 mapped by P; 0 free",
      expect = ACCEPTABLE,
      desc = "at once: the second found the list empty")
  @Outcome(
      id = "A: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "in turn: the second found the page old")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the page was taken twice, or lost")
  @State
  public static class Mainline extends Sample {
    private static final Model MODEL = Driver.of(SCENARIO, "mainline");

    public Mainline() {
      super(MODEL);
    }

    @Actor
    public void ksgxd() {
      run(0);
    }

    @Actor
    public void direct() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  @JCStressTest
  @Outcome(
      id = "A: SECS resident, 0 mapped by P; 0 free",
      expect = ACCEPTABLE,
      desc = "at once: the second found the list empty")
  @Outcome(
      id = "A: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "in turn: the second found the page old")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the page was taken twice, or lost")
  @State
  public static class V5 extends Sample {
    private static final Model MODEL = Driver.of(SCENARIO, "v5");

    public V5() {
      super(MODEL);
    }

    @Actor
    public void ksgxd() {
      run(0);
    }

    @Actor
    public void direct() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  @JCStressTest
  @Outcome(id = "A released; 3 free", expect = ACCEPTABLE, desc = "whoever came last freed it all")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page, a reference or the enclave was lost")
  @State
  public static class SkipVsClose extends Sample {
    private static final Model MODEL = Driver.of(SKIP, "mainline");

    public SkipVsClose() {
      super(MODEL);
    }

    @Actor
    public void p() {
      run(0);
    }

    @Actor
    public void ksgxd() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  @JCStressTest
  @Outcome(
      id = "A released; 3 free",
      expect = ACCEPTABLE,
      desc = "the close came before or after that window")
  @Outcome(
      id = {"lost-page", "warn-on"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "released while its page is on no list")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not from that order")
  @Canary("kref_put() before a skipped page is back on the list")
  @State
  public static class PutBeforeRelist extends Sample {
    private static final Model MODEL = Driver.of(SKIP, "mainline", "put-before-relist");

    public PutBeforeRelist() {
      super(MODEL);
    }

    @Actor
    public void p() {
      run(0);
    }

    @Actor
    public void ksgxd() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  @JCStressTest
  @Outcome(
      id = "A: SECS resident, 0 mapped by P; 0 free",
      expect = ACCEPTABLE,
      desc = "the page is in")
  @Outcome(
      id = "A: SECS resident, 0 swapped; 1 free",
      expect = ACCEPTABLE,
      desc = "the page is out, the SECS in")
  @Outcome(id = "A: SECS swapped, 0 swapped; 2 free", expect = ACCEPTABLE, desc = "both are out")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the page was taken twice, or lost")
  @State
  public static class ThreeActors extends Sample {
    private static final Model MODEL = Driver.shipped("two-reclaimers", "mainline");

    public ThreeActors() {
      super(MODEL);
    }

    @Actor
    public void ksgxd() {
      run(0);
    }

    @Actor
    public void direct() {
      run(1);
    }

    @Actor
    public void p() {
      run(2);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
