package epcheck.stress.driver;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.Model;
import epcheck.stress.Canary;
import epcheck.stress.Sample;
import epcheck.stress.Smoke;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress ExitVsReclaimTest
 */

/**
 * The only process of an enclave closes it and exits, while ksgxd reclaims its page.
 *
 * <p>{@code sgx_release()} drains {@code mm_list} and puts the file's reference. It comes after
 * {@code exit_mmap()}, which calls {@code sgx_mmu_notifier_release()}: that takes the {@code
 * encl_mm} off the list, and a callback puts its reference. The reclaimer holds a third one from
 * the moment when it isolates the page, under the spinlock of the list, until it has written the
 * page out or put it back. Who of the three comes last releases the enclave: {@code
 * sgx_encl_release()}.
 *
 * <pre>{@code
 * ExitVsReclaimTest.Mainline
 *   116,207  100.00%  A released; 3 free
 * ExitVsReclaimTest.V5
 *   68,706  100.00%  A released; 3 free
 * ExitVsReclaimTest.WithoutReference
 *   31,903   96.20%  A released; 3 free
 *      896    2.70%  held-lock-freed
 *      326    0.98%  use-after-free
 *       24    0.07%  null-dereference
 *        9    0.03%  list-corruption
 *        4    0.01%  lost-page, free-page-count
 *        0    0.00%  free-page-count
 *        0    0.00%  lost-page
 *        0    0.00%  no-va-slot
 *        0    0.00%  warn-on
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>With the references there is one outcome. The page may be written out first, and its SECS with
 * it, or be freed where it is. The process's PTE is young: a pass that finds it puts the page back.
 * In the end nobody refers to the enclave, and all its EPC is free.
 */
public final class ExitVsReclaimTest {
  private static final String SCENARIO =
      """
      name: exit-vs-reclaim
      title: close and exit of an enclave's only process while ksgxd reclaims its page
      epc: 3
      enclaves:
        A: {pages: [resident]}
      processes:
        P: {maps: [A], opens: [A], young: [A/0]}
      tasks:
        P: {process: P, calls: [close A, exit]}
        ksgxd: [reclaim, reclaim]
      """;

  private static final String CLOSE =
      """
      name: close-vs-reclaim
      title: the last close of an enclave that nobody maps while ksgxd reclaims its page
      epc: 3
      enclaves:
        A: {pages: [resident]}
      processes:
        P: {opens: [A]}
      tasks:
        P: {process: P, calls: [close A]}
        ksgxd: [reclaim]
      """;

  private static final String KILLED =
      """
      name: exit-vs-reclaim-vs-oom
      title: exit of an enclave's only process while it is killed and its page reclaimed
      epc: 3
      cgroups:
        cg: {limit: 3}
      enclaves:
        A: {cgroup: cg, pages: [resident]}
      processes:
        P: {cgroup: cg, opens: [A]}
      tasks:
        P: {process: P, calls: [exit]}
        ksgxd: [reclaim]
        oom: [oom cg]
      """;

  private ExitVsReclaimTest() {}

  @JCStressTest
  @Smoke
  @Outcome(id = "A released; 3 free", expect = ACCEPTABLE, desc = "whoever came last freed it all")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page, a reference or the enclave was lost")
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
  @Outcome(id = "A released; 3 free", expect = ACCEPTABLE, desc = "whoever came last freed it all")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page, a reference or the enclave was lost")
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
   * The seeded fault: isolation takes no reference. Nobody maps the enclave here, so {@code
   * close()} puts the last reference there is, and {@code sgx_encl_release()} runs beside a
   * reclaimer that still has the page in hand.
   *
   * <p>{@code sgx_encl_release()} meets the page in the middle of its isolation, and leaves it with
   * its entry; that branch is never reached in a correct run. It frees the SECS unless a child is
   * left, the VA pages, and the enclave. What ksgxd then does decides the outcome: it takes or
   * holds a lock in freed memory, finds {@code va_pages} or {@code secs.epc_page} empty, or puts a
   * page on the free list that is there already, after which the list and {@code sgx_nr_free_pages}
   * disagree.
   *
   * <p>{@code no-va-slot} stands for an empty {@code va_pages} in the explorer, which goes no
   * further; real threads do, to {@code null-dereference}. {@code warn-on} is the outcome only if
   * nothing worse follows the {@code WARN_ON()} in {@code sgx_encl_release()}.
   */
  @JCStressTest
  @Outcome(id = "A released; 3 free", expect = ACCEPTABLE, desc = "one came after the other")
  @Outcome(
      id = "use-after-free",
      expect = ACCEPTABLE_INTERESTING,
      desc = "ksgxd works on an enclave that is gone")
  @Outcome(
      id = "held-lock-freed",
      expect = ACCEPTABLE_INTERESTING,
      desc = "kfree(encl) while ksgxd is in its encl->lock")
  @Outcome(
      id = {"list-corruption", "no-va-slot", "null-dereference"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "va_pages was emptied under ksgxd")
  @Outcome(
      id = {"free-page-count", "lost-page", "lost-page, free-page-count"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "a page was freed twice, or never")
  @Outcome(
      id = "warn-on",
      expect = ACCEPTABLE_INTERESTING,
      desc = "sgx_encl_release() leaves a page, and says so")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not for want of that reference")
  @Canary("isolation pins no enclave")
  @State
  public static class WithoutReference extends Sample {
    private static final Model MODEL = Driver.of(CLOSE, "mainline", "no-isolation-ref");

    public WithoutReference() {
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
   * Exit, reclaimer and OOM killer, each a task of its own: whoever lets go last, the enclave is
   * released once. The killer may find no victim any more, and may hold the last reference itself.
   *
   * <p>JCStress never schedules three actors on two CPUs: there this test is reported as skipped.
   */
  @JCStressTest
  @Outcome(id = "A released; 3 free", expect = ACCEPTABLE, desc = "whoever came last freed it all")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page, a reference or the enclave was lost")
  @State
  public static class ThreeActors extends Sample {
    private static final Model MODEL = Driver.of(KILLED, "v5");

    public ThreeActors() {
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

    @Actor
    public void oom() {
      run(2);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
