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
 *   $ ./epcheck stress OomVsFaultTest
 */

/**
 * A page fault on a resident page of an enclave that is being killed, and a reclaimer after it.
 *
 * <p>{@code sgx_vma_fault()} of v5 tests NO_MEMORY once, before it takes {@code encl->lock}. {@code
 * sgx_oom_encl()} sets the flag, zaps all PTEs with mmap_lock held for reading, as the fault holds
 * it, and takes the mms off {@code mm_list}. So a fault that has passed the test may insert its PTE
 * when all that is over. From then on no walker finds that mm: {@code sgx_reclaimer_age()} takes
 * the page for old, {@code sgx_zap_enclave_ptes()} has nothing to zap, and the page is freed while
 * P maps it.
 *
 * <p>The reclaimer is a role of one of the two tasks here, after the fault ({@code
 * FaultThenReclaim}) or after the kill ({@code KillThenReclaim}). In the latter P calls {@code
 * mprotect()} first, which changes nothing, but takes it about as long as the killer takes to find
 * its victim.
 *
 * <pre>{@code
 * OomVsFaultTest.FaultThenReclaim
 *   94,666   99.96%  A killed: SECS swapped, 0 swapped; 2 free
 *       37    0.04%  A killed: SECS swapped, 0 swapped, mapped by P; 2 free
 * OomVsFaultTest.KillThenReclaim
 *   93,161   99.99%  A killed: SECS swapped, 0 swapped; 2 free
 *        3   <0.01%  A killed: SECS resident, 0 mapped by P; 0 free
 *        3   <0.01%  A killed: SECS swapped, 0 swapped, mapped by P; 2 free
 *        0    0.00%  A killed: SECS resident, 0 swapped; 1 free
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>{@code swapped, mapped by P} is the sign of the bug: a PTE to a page that is not in the EPC
 * any more, or not this enclave's. All other outcomes are right:
 *
 * <ul>
 *   <li>{@code SECS swapped, 0 swapped}: the fault came before the zap, or got SIGBUS, and the
 *       reclaimer has taken page and SECS.
 *   <li>{@code SECS resident, 0 mapped by P}: P passed the test, and got {@code encl->lock} when
 *       the page was written out: it loaded both again, though the enclave is killed.
 *   <li>{@code SECS resident, 0 swapped}: as before, but the reclaimer, which frees the SECS under
 *       {@code encl->lock} and the page after it, is in between: P reloads the SECS, and finds no
 *       EPC for the page, nor any to reclaim. -ENOMEM, SIGBUS.
 * </ul>
 *
 * <p>The fault could not see the flag too late if it tested it under {@code encl->lock}, and the
 * killer took and released that lock between flag and zap.
 */
public final class OomVsFaultTest {
  private static final String FAULT_THEN_RECLAIM =
      """
      name: oom-vs-fault
      title: a page fault, and then a reclaimer, while the enclave is killed
      epc: 3
      cgroups:
        cg: {limit: 3}
      enclaves:
        A: {cgroup: cg, pages: [resident]}
      processes:
        P: {cgroup: cg, maps: [A], opens: [A]}
      tasks:
        P: {process: P, calls: [access A/0, reclaim]}
        oom: [oom cg]
      """;

  private static final String KILL_THEN_RECLAIM =
      """
      name: oom-vs-fault
      title: a page fault while the enclave is killed, and then reclaimed
      epc: 3
      cgroups:
        cg: {limit: 3}
      enclaves:
        A: {cgroup: cg, pages: [resident]}
      processes:
        P: {cgroup: cg, maps: [A], opens: [A]}
      tasks:
        P: {process: P, calls: [mprotect A rw, access A/0]}
        oom: [oom cg, reclaim]
      """;

  private OomVsFaultTest() {}

  @JCStressTest
  @Outcome(
      id = "A killed: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "killed, and reclaimed")
  @Outcome(
      id = "A killed: SECS swapped, 0 swapped, mapped by P; 2 free",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the page was freed with a PTE to it")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page, a PTE or the kill was lost")
  @State
  public static class FaultThenReclaim extends Sample {
    private static final Model MODEL = Driver.of(FAULT_THEN_RECLAIM, "v5");

    public FaultThenReclaim() {
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
      id = "A killed: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "killed, and reclaimed")
  @Outcome(
      id = "A killed: SECS resident, 0 mapped by P; 0 free",
      expect = ACCEPTABLE,
      desc = "loaded again by a fault that had passed the test")
  @Outcome(
      id = "A killed: SECS resident, 0 swapped; 1 free",
      expect = ACCEPTABLE,
      desc = "that fault found no EPC for the page: SIGBUS")
  @Outcome(
      id = "A killed: SECS swapped, 0 swapped, mapped by P; 2 free",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the page was freed with a PTE to it")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page, a PTE or the kill was lost")
  @State
  public static class KillThenReclaim extends Sample {
    private static final Model MODEL = Driver.of(KILL_THEN_RECLAIM, "v5");

    public KillThenReclaim() {
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

  /**
   * The same with a reclaimer of its own, the shipped scenario {@code fault-vs-kill}. If the
   * reclaimer comes first, P loads the page again; {@code 0 resident} means that P then found
   * NO_MEMORY, or was zapped, and that nobody reclaimed the page.
   *
   * <p>JCStress never schedules three actors on two CPUs: there this test is reported as skipped.
   */
  @JCStressTest
  @Outcome(
      id = "A killed: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "killed, and reclaimed")
  @Outcome(
      id = "A killed: SECS resident, 0 resident; 0 free",
      expect = ACCEPTABLE,
      desc = "loaded again, and zapped by the killer")
  @Outcome(
      id = "A killed: SECS resident, 0 mapped by P; 0 free",
      expect = ACCEPTABLE,
      desc = "loaded again by a fault that had passed the test")
  @Outcome(
      id = "A killed: SECS resident, 0 swapped; 1 free",
      expect = ACCEPTABLE,
      desc = "that fault found no EPC for the page: SIGBUS")
  @Outcome(
      id = "A killed: SECS swapped, 0 swapped, mapped by P; 2 free",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the page was freed with a PTE to it")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page, a PTE or the kill was lost")
  @State
  public static class ThreeActors extends Sample {
    private static final Model MODEL = Driver.shipped("fault-vs-kill", "v5");

    public ThreeActors() {
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

    @Actor
    public void ksgxd() {
      run(2);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
