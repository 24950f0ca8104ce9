package epcheck.stress.driver;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.Model;
import epcheck.stress.Canary;
import epcheck.stress.Sample;
import epcheck.stress.Smoke;
import epcheck.stress.Unexplored;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress ReclaimVsOomTest
 */

/**
 * The OOM killer takes an enclave while ksgxd has its last page in hand.
 *
 * <p>A page that is isolated is on no list, so to the killer the cgroup has nothing left to
 * reclaim. It pops the enclave's oldest unreclaimable page, pins the enclave, and kills it. The
 * reclaimer still needs {@code mm_list}, {@code va_pages}, the backing store and the SECS. v2 frees
 * them under it, with {@code encl->lock} held; v3 to v5 free nothing, and leave all to the last
 * reference.
 *
 * <pre>{@code
 * ReclaimVsOomTest.V5
 *   97,775  100.00%  A killed: SECS swapped, 0 swapped; 2 free
 * ReclaimVsOomTest.V2
 *   93,296   96.94%  A killed: SECS swapped, 0 absent; 3 free
 *    2,253    2.34%  warn-on
 *      685    0.71%  null-dereference
 *        5    0.01%  use-after-free
 *        0    0.00%  lost-page
 *        0    0.00%  no-va-slot
 * ReclaimVsOomTest.V5LastPage
 *   35,274   56.38%  A killed: SECS swapped, 0 swapped; B: SECS resident, 0 mapped by Q; 1 free
 *   27,288   43.62%  A: SECS swapped, 0 swapped; B: SECS resident, 0 mapped by Q; 1 free
 *        0    0.00%  null-dereference
 *        0    0.00%  refcount-leak
 *        0    0.00%  warn-on
 *        0    0.00%  wrong-victim
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>In v5 there is one outcome: the enclave is marked, and ksgxd evicts the page, and the SECS
 * with it. The VA page stays until the process is gone: a kill alone gives no EPC back.
 */
public final class ReclaimVsOomTest {
  private static final String SCENARIO =
      """
      name: reclaim-vs-oom
      title: an OOM kill of an enclave while ksgxd reclaims its page
      epc: 3
      cgroups:
        cg: {limit: 3}
      enclaves:
        A: {cgroup: cg, pages: [resident]}
      processes:
        P: {cgroup: cg, maps: [A], opens: [A], present: [A/0]}
      tasks:
        ksgxd: [reclaim]
        oom: [oom cg]
      """;

  private static final String LAST_PAGE =
      """
      name: last-page
      title: an OOM kill of an enclave whose last page is being reclaimed, for another enclave
      epc: 5
      cgroups:
        cg: {limit: 3}
      enclaves:
        A: {cgroup: cg, va: {cgroup: root}, secs: resident, pages: [isolated by Q]}
        B: {pages: [swapped]}
      processes:
        P: {cgroup: cg, maps: [A], opens: [A]}
        Q: {maps: [B], opens: [B]}
      tasks:
        Q: {process: Q, calls: [reclaim, access B/0]}
        oom: [oom cg]
      """;

  private ReclaimVsOomTest() {}

  @JCStressTest
  @Smoke
  @Outcome(
      id = "A killed: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "killed, and written out by ksgxd; the VA page stays")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the killer and ksgxd are in each other's way")
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
    public void oom() {
      run(1);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }

  /**
   * v2 frees everything in {@code sgx_encl_destroy()}, but the page that ksgxd has isolated, which
   * it cannot take off any list. Then {@code secs_child_cnt} is not 0 and the SECS stays as well:
   * {@code WARN_ON()}. What ksgxd comes to afterwards depends on how far it was:
   *
   * <ul>
   *   <li>Before it has pinned the backing store: that is closed now, so it puts the page back on
   *       the list, of an enclave whose release will free no page any more. {@code warn-on}, and
   *       the page is lost.
   *   <li>After that: {@code sgx_encl_ewb()} takes its slot from {@code va_pages}, which is empty.
   *       The explorer ends there ({@code no-va-slot}); {@code list_first_entry()} of an empty list
   *       is garbage in the kernel, and NULL here: {@code null-dereference}.
   *   <li>When the page is written out: the killer does not find it in the EPC any more, and frees
   *       its entry, from which {@code kref_put(&encl_page->encl->refcount)} is about to read:
   *       {@code use-after-free}.
   * </ul>
   *
   * <p>{@code lost-page} is what the explorer finds at the end of the first case; on real threads
   * the warning stands for it.
   */
  @JCStressTest
  @Outcome(
      id = "A killed: SECS swapped, 0 absent; 3 free",
      expect = ACCEPTABLE,
      desc = "one came after the other")
  @Outcome(
      id = {"lost-page", "warn-on"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "the isolated page is left behind, and lost")
  @Outcome(
      id = "use-after-free",
      expect = ACCEPTABLE_INTERESTING,
      desc = "of the entry of a page that is written out")
  @Outcome(
      id = {"no-va-slot", "null-dereference"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "va_pages is emptied before EWB takes a slot")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "v2 has other bugs, but not here")
  @Unexplored(
      outcomes = "null-dereference",
      because = "the explorer ends where va_pages is found empty, at no-va-slot")
  @Canary("v2 frees an enclave under the reclaimer")
  @State
  public static class V2 extends Sample {
    private static final Model MODEL = Driver.of(SCENARIO, "v2");

    public V2() {
      super(MODEL);
    }

    @Actor
    public void ksgxd() {
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

  /**
   * In v5 the killer looks at its victim's EPC page again, after it has let go of {@code
   * lru->lock}. That keeps the enclave, on which it has a reference, but not the page: a reclaimer
   * that writes out the last child evicts the SECS, too, and frees that page. Q reclaims A's last
   * page here, and then faults B's page in, which may take the EPC page of A's SECS.
   *
   * <p>Two outcomes are right: the killer comes in time to kill A, or finds the list empty. The
   * other four all need the killer to be held up between {@code spin_unlock(&lru->lock)} and the
   * next statement or two, while Q drops, EREMOVEs and frees the SECS:
   *
   * <ul>
   *   <li>the page is free: no owner bit is set, so it warns and leaks its reference on A ({@code
   *       warn-on}, or else {@code refcount-leak}, the rule that this breaks in the end);
   *   <li>the owner bit is read before the free, and the owner after it: {@code null-dereference};
   *   <li>the page is B's SECS or page by then: {@code wrong-victim}.
   * </ul>
   *
   * <p>The four need a killer that stops at the right instruction. Real threads came to one of
   * them, {@code null-dereference}, in {@code sgx_oom_encl_page()}; the explorer has them all.
   */
  @JCStressTest
  @Outcome(
      id = "A killed: SECS swapped, 0 swapped; B: SECS resident, 0 mapped by Q; 1 free",
      expect = ACCEPTABLE,
      desc = "the killer had A before its SECS was evicted")
  @Outcome(
      id = "A: SECS swapped, 0 swapped; B: SECS resident, 0 mapped by Q; 1 free",
      expect = ACCEPTABLE,
      desc = "the killer found no victim")
  @Outcome(
      id = {"refcount-leak", "warn-on"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "the SECS page was free already: A leaks")
  @Outcome(
      id = "null-dereference",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the SECS page was freed just then")
  @Outcome(
      id = "wrong-victim",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the SECS page was given to B: B is killed")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the killer may not do anything else")
  @State
  public static class V5LastPage extends Sample {
    private static final Model MODEL = Driver.of(LAST_PAGE, "v5");

    public V5LastPage() {
      super(MODEL);
    }

    @Actor
    public void q() {
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
