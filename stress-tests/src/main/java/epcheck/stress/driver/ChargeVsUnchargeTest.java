package epcheck.stress.driver;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
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
 *   $ ./epcheck stress ChargeVsUnchargeTest
 */

/**
 * A charge that fails is there for a moment, and may make another one fail.
 *
 * <p>{@code misc_cg_try_charge()} adds first and looks then: {@code atomic_long_add_return()},
 * compare with the limit, and take it back if that is exceeded. There is no lock. The limit is 1,
 * and enclave B's SECS is charged. Q closes B, for which {@code sgx_free_epc_page()} uncharges it,
 * and adds a page to C; P adds a page to A at the same time. All other pages are charged to the
 * root.
 *
 * <p>OpenJDK 17 on an x86 with two CPUs, mode quick:
 *
 * <pre>{@code
 * ChargeVsUnchargeTest.SameCgroup
 *   48,267   83.87%  A: SECS resident, 0 absent; B released; C: SECS resident, 0 resident; 2 free
 *    9,246   16.07%  A: SECS resident, 0 resident; B released; C: SECS resident, 0 swapped; 2 free
 *       28    0.05%  A: SECS resident, 0 resident; B released; C: SECS resident, 0 absent; 2 free
 *       12    0.02%  A: SECS resident, 0 swapped; B released; C: SECS resident, 0 resident; 2 free
 *        0    0.00%  A: SECS resident, 0 absent; B released; C: SECS resident, 0 absent; 3 free
 * ChargeVsUnchargeTest.BelowParent
 *   60,456   99.72%  A: SECS resident, 0 absent; B released; C: SECS resident, 0 resident; 2 free
 *      169    0.28%  A: SECS resident, 0 resident; B released; C: SECS resident, 0 absent; 2 free
 *        0    0.00%  A: SECS resident, 0 absent; B released; C: SECS resident, 0 absent; 3 free
 * }</pre>
 *
 * <p>Mostly P is too early or too late. It is refused at the limit with -ENOMEM since there is
 * nothing that could be reclaimed ({@code sgx_epc_cgroup_lru_empty()}: a SECS is not); or it is Q
 * that comes too late. The one that is late may be lucky, if what the other one has added is on the
 * LRU already: in the same cgroup it reclaims that, and has its page with the other one swapped
 * out. Below a common parent it does not: it looks for reclaimable pages in the subtree of its own
 * cgroup only.
 *
 * <p>{@code A: ... 0 absent; ... C: ... 0 absent} is legal, and a surprise: the page was freed, and
 * neither has it. P charges at the limit and sees 2; Q uncharges (1) and charges again, and sees 2,
 * too; then both take it back. No order of whole charges gives that: whichever of them comes after
 * the uncharge, and before the other, has room. It takes P to be between its add and its
 * subtraction for as long as Q needs to get from the uncharge to the next charge. Not once in this
 * run.
 *
 * <p>Usage is never lost: all executions come to rest with as much charged as there are pages.
 */
public final class ChargeVsUnchargeTest {
  private static final String SAME_CGROUP =
      """
      name: same-cgroup
      title: two charges and an uncharge, in a cgroup at its limit
      epc: 7

      cgroups:
        cg: {limit: 1}

      enclaves:
        A: {initialized: false, pages: [absent]}
        B: {initialized: false, secs: {state: resident, cgroup: cg}, pages: []}
        C: {initialized: false, pages: [absent]}

      processes:
        P: {cgroup: cg, opens: [A]}
        Q: {cgroup: cg, opens: [B, C]}

      tasks:
        P: {process: P, calls: [add A/0]}
        Q: {process: Q, calls: [close B, add C/0]}
      """;

  private static final String BELOW_PARENT =
      """
      name: below-parent
      title: two charges and an uncharge, in two children of a cgroup at its limit
      epc: 7

      cgroups:
        p: {limit: 1}
        a: {parent: p}
        b: {parent: p}

      enclaves:
        A: {initialized: false, pages: [absent]}
        B: {initialized: false, secs: {state: resident, cgroup: b}, pages: []}
        C: {initialized: false, pages: [absent]}

      processes:
        P: {cgroup: a, opens: [A]}
        Q: {cgroup: b, opens: [B, C]}

      tasks:
        P: {process: P, calls: [add A/0]}
        Q: {process: Q, calls: [close B, add C/0]}
      """;

  private ChargeVsUnchargeTest() {}

  @JCStressTest
  @Outcome(
      id = {
        "A: SECS resident, 0 absent; B released; C: SECS resident, 0 resident; 2 " + "free",
        "A: SECS resident, 0 resident; B released; C: SECS resident, 0 absent; 2 " + "free"
      },
      expect = ACCEPTABLE,
      desc = "one of them has the page that was freed")
  @Outcome(
      id = {
        "A: SECS resident, 0 resident; B released; C: SECS resident, 0 swapped; 2 " + "free",
        "A: SECS resident, 0 swapped; B released; C: SECS resident, 0 resident; 2 " + "free"
      },
      expect = ACCEPTABLE,
      desc = "the second reclaimed the page of the first")
  @Outcome(
      id = "A: SECS resident, 0 absent; B released; C: SECS resident, 0 absent; 3 free",
      expect = ACCEPTABLE,
      desc = "none has it: each saw the charge of the other")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "more than the limit, or lost")
  @State
  public static class SameCgroup extends Sample {
    private static final Model MODEL = Driver.of(SAME_CGROUP, "v5");

    public SameCgroup() {
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
      id = {
        "A: SECS resident, 0 absent; B released; C: SECS resident, 0 resident; 2 " + "free",
        "A: SECS resident, 0 resident; B released; C: SECS resident, 0 absent; 2 " + "free"
      },
      expect = ACCEPTABLE,
      desc = "one of them has the page that was freed")
  @Outcome(
      id = "A: SECS resident, 0 absent; B released; C: SECS resident, 0 absent; 3 free",
      expect = ACCEPTABLE,
      desc = "none has it: each saw the charge of the other")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "more than the limit, or lost")
  @State
  public static class BelowParent extends Sample {
    private static final Model MODEL = Driver.of(BELOW_PARENT, "v5");

    public BelowParent() {
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
