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
 *   $ ./epcheck stress FaultVsReclaimTest
 */

/**
 * A process touches a page that ksgxd reclaims.
 *
 * <p>The reclaimer may not hold {@code encl->lock} while it zaps PTEs, since it takes mmap_lock,
 * which the fault holds outside {@code encl->lock}. BEING_RECLAIMED, set under that lock, keeps
 * faults out instead: {@code sgx_encl_load_page_in_vma()} returns -EBUSY, and the access faults
 * again until the page is written out. A PTE that was inserted before is found by the zap.
 *
 * <pre>{@code
 * FaultVsReclaimTest.Mainline
 *   22,136   67.89%  A: SECS swapped, 0 swapped; 2 free
 *   10,465   32.10%  A: SECS resident, 0 mapped by P; 0 free
 *        3    0.01%  A: SECS resident, 0 swapped; 1 free
 * FaultVsReclaimTest.V5
 *   84,427   82.46%  A: SECS swapped, 0 swapped; 2 free
 *   17,953   17.54%  A: SECS resident, 0 mapped by P; 0 free
 *        3   <0.01%  A: SECS resident, 0 swapped; 1 free
 * FaultVsReclaimTest.PcmdRace
 *   74,226   65.61%  A: SECS swapped, 0 swapped, 1 swapped; 3 free
 *   38,670   34.18%  A: SECS resident, 0 mapped by P, 1 mapped by P; 0 free
 *      125    0.11%  warn-on
 *      112    0.10%  A: SECS resident, 0 swapped, 1 mapped by P; 1 free
 *        2   <0.01%  A: SECS resident, 0 mapped by P, 1 swapped; 1 free
 *        0    0.00%  swapped-page
 * FaultVsReclaimTest.WithoutIpi
 *   81,781   82.35%  warn-on
 *   17,530   17.65%  A: SECS resident, 0 swapped, 1 mapped by P; 1 free
 *        0    0.00%  swapped-page
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>Of {@code Mainline} and {@code V5} the explorer proves three outcomes to be all:
 *
 * <ul>
 *   <li>{@code SECS swapped, 0 swapped; 2 free}: the fault came first. Page and SECS are gone, and
 *       so is the PTE.
 *   <li>{@code SECS resident, 0 mapped by P; 0 free}: ksgxd came first. P has loaded the SECS, and
 *       then the page.
 *   <li>{@code SECS resident, 0 swapped; 1 free}: ksgxd frees the SECS's EPC page under {@code
 *       encl->lock}, and the page's own one after it. In between P takes the lock, loads the SECS
 *       into the one, and finds no other: the list of reclaimable pages is empty, so -ENOMEM, and
 *       SIGBUS, though a page is about to be free. It breaks no rule that every scenario has;
 *       {@code spurious-enomem} is that one.
 * </ul>
 *
 * <p>{@code swapped, mapped by P} would be a PTE that the zap has missed.
 */
public final class FaultVsReclaimTest {
  private static final String SCENARIO =
      """
      name: fault-vs-reclaim
      title: a page fault on a page that ksgxd reclaims
      epc: 3
      enclaves:
        A: {pages: [resident]}
      processes:
        P: {maps: [A], opens: [A]}
      tasks:
        P: {process: P, calls: [access A/0]}
        ksgxd: [reclaim]
      """;

  private static final String NEIGHBOUR =
      """
      name: fault-vs-reclaim
      title: page faults on a swapped page, and on its neighbour that ksgxd reclaims
      epc: 5
      enclaves:
        A: {pages: [resident, swapped]}
      processes:
        P: {maps: [A], opens: [A]}
      tasks:
        P: {process: P, calls: [access A/1, access A/0]}
        ksgxd: [reclaim]
      """;

  private static final String INSIDE =
      """
      name: inside-vs-reclaim
      title: a CPU enters an enclave on one page while ksgxd reclaims another
      epc: 5
      enclaves:
        A: {pages: [isolated by ksgxd, resident]}
      processes:
        P: {maps: [A], opens: [A]}
      tasks:
        P: {process: P, calls: [run A/1]}
        ksgxd: [reclaim]
      """;

  private FaultVsReclaimTest() {}

  @JCStressTest
  @Outcome(
      id = "A: SECS resident, 0 mapped by P; 0 free",
      expect = ACCEPTABLE,
      desc = "reclaimed, and loaded again")
  @Outcome(
      id = "A: SECS resident, 0 swapped; 1 free",
      expect = ACCEPTABLE,
      desc = "no EPC for the page yet: SIGBUS")
  @Outcome(
      id = "A: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "the access came before")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page or a PTE was lost")
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
      desc = "reclaimed, and loaded again")
  @Outcome(
      id = "A: SECS resident, 0 swapped; 1 free",
      expect = ACCEPTABLE,
      desc = "no EPC for the page yet: SIGBUS")
  @Outcome(
      id = "A: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "the access came before")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page or a PTE was lost")
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
    public void ksgxd() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * Before af117837ceb9 a fault truncated the PCMD page once its last entry was used, even if a
   * reclaimer had pinned it to write a neighbour's entry. Page 1 is swapped here, page 0 resident,
   * and both have their PCMD in one page: ELDU of page 1 empties that, while ksgxd has marked page
   * 0.
   *
   * <p>What is written to a truncated page is lost. {@code swapped-page}: a page is swapped out,
   * and its PCMD is gone. {@code warn-on}: P touches page 0, too, and ELDU fails with #GP for want
   * of it. The other outcomes are those without the fault: ksgxd took no page that P wanted, or
   * one, or both.
   */
  @JCStressTest
  @Outcome(
      id = "A: SECS resident, 0 mapped by P, 1 mapped by P; 0 free",
      expect = ACCEPTABLE,
      desc = "all that ksgxd took was loaded again")
  @Outcome(
      id = "A: SECS resident, 0 mapped by P, 1 swapped; 1 free",
      expect = ACCEPTABLE,
      desc = "ksgxd took page 1 after its access")
  @Outcome(
      id = "A: SECS resident, 0 swapped, 1 mapped by P; 1 free",
      expect = ACCEPTABLE,
      desc = "ksgxd took page 0 after its access")
  @Outcome(
      id = "A: SECS swapped, 0 swapped, 1 swapped; 3 free",
      expect = ACCEPTABLE,
      desc = "ksgxd took both")
  @Outcome(id = "swapped-page", expect = ACCEPTABLE_INTERESTING, desc = "a page has lost its PCMD")
  @Outcome(
      id = "warn-on",
      expect = ACCEPTABLE_INTERESTING,
      desc = "ELDU of a page that has lost its PCMD")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not for want of that test")
  @State
  public static class PcmdRace extends Sample {
    private static final Model MODEL = Driver.of(NEIGHBOUR, "mainline", "pcmd-race");

    public PcmdRace() {
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

  /**
   * EWB needs that every CPU that was inside the enclave at EBLOCK has left since. ETRACK and an
   * IPI to all CPUs of {@code sgx_encl_cpumask()} see to that before the third attempt. Without
   * that IPI, a CPU that entered on the other page keeps EWB from succeeding: it returns
   * SGX_NOT_TRACKED (11), and {@code sgx_encl_ewb()} has nothing left but a {@code WARN()}. The
   * caller goes on as if the page were written out: {@code swapped-page} is the rule that its state
   * then breaks, for which the warning stands here.
   *
   * <p>No warning if P enters after the EWB.
   */
  @JCStressTest
  @Outcome(
      id = "A: SECS resident, 0 swapped, 1 mapped by P; 1 free",
      expect = ACCEPTABLE,
      desc = "P entered after EWB")
  @Outcome(
      id = {"swapped-page", "warn-on"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "EWB fails for good: the page is lost")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not for want of that IPI")
  @Canary("no IPI before the third EWB")
  @State
  public static class WithoutIpi extends Sample {
    private static final Model MODEL = Driver.of(INSIDE, "mainline", "skip-etrack-ipi");

    public WithoutIpi() {
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
}
