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
 *   $ ./epcheck stress ReloadVsReclaimTest
 */

/**
 * ELDU of a page while EWB writes out its neighbour, whose PCMD is in the same page of the backing
 * store.
 *
 * <p>Page 0 is resident, page 1 is swapped out. P touches page 1; ksgxd reclaims, and then memory
 * reclaim drops what is clean of the backing store.
 *
 * <p>OpenJDK 17 on an x86 with two CPUs, mode quick:
 *
 * <pre>{@code
 * ReloadVsReclaimTest.Mainline
 *   73,358   78.74%  A: SECS swapped, 0 swapped, 1 swapped; 3 free
 *   19,809   21.26%  A: SECS resident, 0 swapped, 1 mapped by P; 1 free
 * ReloadVsReclaimTest.PcmdRace
 *   105,462   88.42%  A: SECS swapped, 0 swapped, 1 swapped; 3 free
 *    13,784   11.56%  A: SECS resident, 0 swapped, 1 mapped by P; 1 free
 *        33    0.03%  swapped-page
 * ReloadVsReclaimTest.NotDirty
 *   116,949   93.24%  swapped-page
 *     8,474    6.76%  warn-on
 * }</pre>
 *
 * <p>In mainline page 0 is written out in any case. Page 1 may be loaded after that pass, or during
 * it, and then stays; or before, and then it is in the batch as well, unless the pass finds its
 * accessed bit set, and with the last child goes the SECS.
 *
 * <p>When ELDU has consumed the last PCMD of a page of the backing store, that page is truncated.
 * {@code PcmdRace} reverts af117837ceb9: {@code reclaimer_writing_to_pcmd()} does not look whether
 * a neighbour is {@code SGX_ENCL_PAGE_BEING_RECLAIMED}. The reclaimer has pinned the PCMD page and
 * has let go of {@code encl->lock} for EBLOCK; P truncates it, as it is empty yet; EWB writes page
 * 0's PCMD into a page that belongs to no file any more. Page 0 can never be loaded again ({@code
 * swapped-page}).
 *
 * <p>{@code NotDirty} is without {@code set_page_dirty()} after EWB, so what EWB wrote is clean and
 * is dropped: always {@code swapped-page}, or {@code warn-on}, if P meets it first: ELDU fails.
 */
public final class ReloadVsReclaimTest {
  private static final String SCENARIO =
      """
      name: reload-vs-reclaim
      title: a page is loaded while its neighbour in the PCMD page is written out
      epc: 5

      enclaves:
        A: {pages: [resident, swapped]}

      processes:
        P: {maps: [A], opens: [A]}

      tasks:
        P: {process: P, calls: [access A/1]}
        ksgxd: [reclaim, drop-clean A]
      """;

  private ReloadVsReclaimTest() {}

  @JCStressTest
  @Outcome(
      id = {
        "A: SECS resident, 0 swapped, 1 mapped by P; 1 free",
        "A: SECS swapped, 0 swapped, 1 swapped; 3 free"
      },
      expect = ACCEPTABLE,
      desc = "written out and loaded; page 1 may be reclaimed")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "contents or PCMD of a page were lost")
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
      id = {
        "A: SECS resident, 0 swapped, 1 mapped by P; 1 free",
        "A: SECS swapped, 0 swapped, 1 swapped; 3 free"
      },
      expect = ACCEPTABLE,
      desc = "written out and loaded; page 1 may be reclaimed")
  @Outcome(
      id = "swapped-page",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the PCMD of page 0 is lost")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not from truncating a PCMD page")
  @State
  public static class PcmdRace extends Sample {
    private static final Model MODEL = Driver.of(SCENARIO, "mainline", "pcmd-race");

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

  @JCStressTest
  @Outcome(
      id = {"swapped-page", "warn-on"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "what EWB had written was dropped")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not from dropping what EWB has written")
  @State
  public static class NotDirty extends Sample {
    private static final Model MODEL = Driver.of(SCENARIO, "mainline", "ewb-not-dirty");

    public NotDirty() {
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
