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
 *   $ ./epcheck stress ForkVsReclaimTest
 */

/**
 * A process touches an enclave page and forks, while ksgxd reclaims the page.
 *
 * <p>{@code fork()} links the child's VMA, copies its PTEs, and only then calls {@code
 * sgx_vma_open()}, which puts the child on {@code mm_list} (v6.6; later kernels call it before the
 * copy). A walker in between misses the child. But it has to wait for the parent's mmap_lock, which
 * {@code fork()} holds for writing until the child is on the list: so when it is done, {@code
 * mm_list_version} has changed, and {@code sgx_zap_enclave_ptes()} walks again.
 *
 * <pre>{@code
 * ForkVsReclaimTest.Mainline
 *   68,708   62.43%  A: SECS resident, 0 mapped by P C; 0 free
 *   41,354   37.57%  A: SECS swapped, 0 swapped; 2 free
 *        1   <0.01%  A: SECS resident, 0 swapped; 1 free
 * ForkVsReclaimTest.V5
 *   50,279   50.56%  A: SECS resident, 0 mapped by P C; 0 free
 *   49,165   49.44%  A: SECS swapped, 0 swapped; 2 free
 *        1   <0.01%  A: SECS resident, 0 swapped; 1 free
 * ForkVsReclaimTest.WithoutVersionLoop
 *   70,559   64.11%  A: SECS resident, 0 mapped by P C; 0 free
 *   39,368   35.77%  A: SECS swapped, 0 swapped; 2 free
 *      130    0.12%  A: SECS swapped, 0 swapped, mapped by C; 2 free
 *        6    0.01%  A: SECS resident, 0 swapped; 1 free
 * ForkVsReclaimTest.VersionBeforeAdd
 *   60,616   55.07%  A: SECS resident, 0 mapped by P C; 0 free
 *   49,447   44.93%  A: SECS swapped, 0 swapped; 2 free
 *        0    0.00%  A: SECS resident, 0 swapped; 1 free
 *        0    0.00%  A: SECS swapped, 0 swapped, mapped by C; 2 free
 * ForkVsReclaimTest.ForkDeadlock
 *   93,046   99.87%  A: SECS swapped, 0 swapped; 2 free
 *      118    0.13%  deadlock: P waits in synchronize_srcu(&A->srcu) [waits for readers] (reader:
 *                    ksgxd); ksgxd waits in down_read(&P->mm->mmap_lock) (held by P)
 *        3   <0.01%  deadlock: P waits in synchronize_srcu(&A->srcu) [waits for readers] (reader:
 *                    ksgxd); ksgxd waits in down_read(&C->mm->mmap_lock) (held by P)
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>Three outcomes are right:
 *
 * <ul>
 *   <li>{@code SECS swapped, 0 swapped}: page and SECS are written out, and mapped by nobody. What
 *       the child copied was zapped.
 *   <li>{@code 0 mapped by P C}: ksgxd came first, and P has loaded the page again.
 *   <li>{@code SECS resident, 0 swapped}: P's fault reloaded the SECS when ksgxd had not freed the
 *       page yet, and found no EPC for it ({@link FaultVsReclaimTest}).
 * </ul>
 */
public final class ForkVsReclaimTest {
  private static final String SCENARIO =
      """
      name: fork-vs-reclaim
      title: fork while the parent's page is reclaimed
      epc: 3
      enclaves:
        A: {pages: [resident]}
      processes:
        P: {maps: [A], opens: [A]}
        C: {forked by: P}
      tasks:
        P: {process: P, calls: [access A/0, fork C]}
        ksgxd: [reclaim]
      """;

  private static final String YOUNG =
      """
      name: fork-vs-two-scans
      title: fork while the parent's page is scanned twice
      epc: 3
      enclaves:
        A: {pages: [resident]}
      processes:
        P: {maps: [A], opens: [A], young: [A/0]}
        C: {forked by: P}
      tasks:
        P: {process: P, calls: [fork C]}
        ksgxd: [reclaim, reclaim]
      """;

  private static final String EXIT =
      """
      name: fork-vs-reclaim-vs-exit
      title: fork while a page of the enclave is reclaimed and another process that maps it exits
      epc: 3
      enclaves:
        A: {pages: [resident]}
      processes:
        P: {maps: [A], opens: [A], present: [A/0]}
        C: {forked by: P}
        Q: {maps: [A], present: [A/0]}
      tasks:
        P: {process: P, calls: [fork C]}
        ksgxd: [reclaim]
        Q: {process: Q, calls: [exit]}
      """;

  private ForkVsReclaimTest() {}

  @JCStressTest
  @Outcome(
      id = "A: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "reclaimed, and mapped by nobody")
  @Outcome(
      id = "A: SECS resident, 0 mapped by P C; 0 free",
      expect = ACCEPTABLE,
      desc = "reclaimed, and loaded again")
  @Outcome(
      id = "A: SECS resident, 0 swapped; 1 free",
      expect = ACCEPTABLE,
      desc = "no EPC for the page yet: SIGBUS")
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
      id = "A: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "reclaimed, and mapped by nobody")
  @Outcome(
      id = "A: SECS resident, 0 mapped by P C; 0 free",
      expect = ACCEPTABLE,
      desc = "reclaimed, and loaded again")
  @Outcome(
      id = "A: SECS resident, 0 swapped; 1 free",
      expect = ACCEPTABLE,
      desc = "no EPC for the page yet: SIGBUS")
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
   * FORKPTE: {@code sgx_zap_enclave_ptes()} walks once. {@code swapped, mapped by C} is the child's
   * PTE that it missed: the EPC page was freed, and C still maps it.
   */
  @JCStressTest
  @Outcome(
      id = "A: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "reclaimed, and mapped by nobody")
  @Outcome(
      id = "A: SECS resident, 0 mapped by P C; 0 free",
      expect = ACCEPTABLE,
      desc = "reclaimed, and loaded again")
  @Outcome(
      id = "A: SECS resident, 0 swapped; 1 free",
      expect = ACCEPTABLE,
      desc = "no EPC for the page yet: SIGBUS")
  @Outcome(
      id = "A: SECS swapped, 0 swapped, mapped by C; 2 free",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the page was freed with a PTE of the child to it")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not for want of a second walk")
  @State
  public static class WithoutVersionLoop extends Sample {
    private static final Model MODEL = Driver.of(SCENARIO, "mainline", "no-version-loop");

    public WithoutVersionLoop() {
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
   * A variant: {@code mm_list_version} counts before the mm is on the list. A walker that reads the
   * new version, and then the old list, misses the child all the same. The two are neighbours in
   * the code, so this is the hardest to hit.
   */
  @JCStressTest
  @Outcome(
      id = "A: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "reclaimed, and mapped by nobody")
  @Outcome(
      id = "A: SECS resident, 0 mapped by P C; 0 free",
      expect = ACCEPTABLE,
      desc = "reclaimed, and loaded again")
  @Outcome(
      id = "A: SECS resident, 0 swapped; 1 free",
      expect = ACCEPTABLE,
      desc = "no EPC for the page yet: SIGBUS")
  @Outcome(
      id = "A: SECS swapped, 0 swapped, mapped by C; 2 free",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the page was freed with a PTE of the child to it")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not for that order")
  @State
  public static class VersionBeforeAdd extends Sample {
    private static final Model MODEL = Driver.of(SCENARIO, "mainline", "version-before-add");

    public VersionBeforeAdd() {
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
   * FORKDL: in the place of the version, {@code sgx_encl_mm_add()} waits in {@code
   * synchronize_srcu()} for the walkers of {@code mm_list}, with mmap_lock of parent and child
   * held. A walker in its read section waits for one of them: of P, or, if it has met the child
   * already, of C. The test notices that nobody can go on, stops both, and the deadlock is the
   * outcome.
   *
   * <p>The PTE is young here: {@code sgx_reclaimer_age()} puts the page back after the first walk,
   * and the second pass walks twice, so {@code fork()} has three walks to meet.
   */
  @JCStressTest
  @Outcome(
      id = "A: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "reclaimed, and mapped by nobody")
  @Outcome(
      id =
          "deadlock: P waits in synchronize_srcu(&A->srcu) [waits for readers] (reader: ksgxd); "
              + "ksgxd waits in down_read(&P->mm->mmap_lock) (held by P)",
      expect = ACCEPTABLE_INTERESTING,
      desc = "a walker waits for the parent")
  @Outcome(
      id =
          "deadlock: P waits in synchronize_srcu(&A->srcu) [waits for readers] (reader: ksgxd); "
              + "ksgxd waits in down_read(&C->mm->mmap_lock) (held by P)",
      expect = ACCEPTABLE_INTERESTING,
      desc = "a walker waits for the child")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page or a PTE was lost")
  @Canary("sgx_encl_mm_add() waits for walkers that wait for mmap_lock")
  @State
  public static class ForkDeadlock extends Sample {
    private static final Model MODEL = Driver.of(YOUNG, "mainline", "fork-deadlock");

    public ForkDeadlock() {
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
   * With a third task: another process that maps the enclave exits meanwhile, so {@code mm_list}
   * loses an entry while it gains one.
   *
   * <p>JCStress never schedules three actors on two CPUs: there this test is reported as skipped.
   */
  @JCStressTest
  @Outcome(
      id = "A: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "reclaimed, and mapped by nobody")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page or a PTE was lost")
  @State
  public static class ThreeActors extends Sample {
    private static final Model MODEL = Driver.of(EXIT, "mainline");

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
    public void q() {
      run(2);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = outcome();
    }
  }
}
