package epcheck.stress.driver;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import epcheck.kernel.Model;
import epcheck.stress.Sample;
import epcheck.stress.Unexplored;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/*
 * How to run these tests:
 *   $ ./epcheck stress OomUnderEnclLockTest
 */

/**
 * The OOM killer of v2 holds {@code encl->lock} while it waits for the readers of {@code
 * encl->srcu}.
 *
 * <p>Three are needed for the deadlock. The third comes by itself: P, before it calls {@code
 * mprotect()}, queues the reclaim worker of the cgroup, which runs in a kworker of its own.
 *
 * <ul>
 *   <li>P: {@code do_mprotect_pkey()} holds {@code mmap_lock} for write, and {@code
 *       sgx_encl_may_map()} wants {@code encl->lock}.
 *   <li>the OOM killer: {@code sgx_oom_encl()} holds {@code encl->lock}, and {@code
 *       sgx_encl_destroy()} drains {@code mm_list}, for which it waits in {@code
 *       synchronize_srcu(&encl->srcu)}. (Q is there to have a second mm on that list: each is
 *       waited for.)
 *   <li>the reclaimer: walks {@code mm_list} in a read section of {@code encl->srcu}, and wants
 *       {@code mmap_lock} of P for read.
 * </ul>
 *
 * <p>OpenJDK 17 on an x86 with two CPUs, mode quick:
 *
 * <pre>{@code
 * OomUnderEnclLockTest.V5
 *   82,805  100.00%  A killed: SECS swapped, 0 swapped; 2 free
 * OomUnderEnclLockTest.V2
 *   74,832   99.61%  A killed: SECS swapped, 0 absent; 3 free
 *      253    0.34%  warn-on
 *       34    0.05%  null-dereference
 *        6    0.01%  deadlock: P waits in mutex_lock(&A->lock) (held by oom); oom waits in
 *                    synchronize_srcu(&A->srcu) [waits for readers] (reader: kworker/reclaim(cg));
 *                    kworker/reclaim(cg) waits in down_read(&P->mm->mmap_lock) (held by P)
 *        0    0.00%  lost-page
 *        0    0.00%  no-va-slot
 *        0    0.00%  use-after-free
 * }</pre>
 *
 * <p>It is rare: the reclaimer has to enter its read section, and P to take {@code mmap_lock},
 * between the killer's own walk over {@code mm_list}, which wants {@code mmap_lock} as well, and
 * its {@code synchronize_srcu()}, and that is three threads for two CPUs.
 *
 * <p>v5 calls {@code sgx_encl_mm_drain()} without {@code encl->lock}, and it frees nothing, so
 * there is nothing in it that waits for the reclaimer with P behind it: the explorer proves that
 * these three come to an end, always the same one. The page and then the SECS are written out, and
 * the VA page is left.
 *
 * <p>The other outcomes of v2 are another fault of it: it frees pages, backing and VA pages of the
 * enclave under a reclaimer that has isolated page 0, and whose reference keeps no more than the
 * struct. Almost always {@code WARN_ON_ONCE(encl->secs_child_cnt)} of {@code __sgx_encl_release()}
 * tells first, since page 0 was skipped ({@code warn-on}). {@code use-after-free}: of the struct of
 * page 0. {@code no-va-slot} is where the explorer stops, as there is no VA page any more; real
 * threads go on to take the first of an empty list ({@code null-dereference}). {@code lost-page} is
 * how the explorer describes what executions with a warning leave behind.
 *
 * <p>{@code ThreeActors} has ksgxd as an actor instead of the worker. It needs three CPUs: on two,
 * JCStress reports it as skipped. {@code OutcomesTest} checks it all the same.
 */
public final class OomUnderEnclLockTest {
  private static final String SCENARIO =
      """
      name: mprotect-vs-kill
      title: mprotect of an enclave against the OOM killer and the reclaim worker
      epc: 3

      cgroups:
        cg: {limit: 3}

      enclaves:
        A: {cgroup: cg, pages: [resident]}

      processes:
        P: {cgroup: cg, maps: [A], opens: [A]}
        Q: {maps: [A], opens: [A]}

      tasks:
        P: {process: P, calls: [worker cg, mprotect A r]}
        oom: [oom cg]
      """;

  private OomUnderEnclLockTest() {}

  @JCStressTest
  @Outcome(
      id = "A killed: SECS swapped, 0 swapped; 2 free",
      expect = ACCEPTABLE,
      desc = "killed, and written out by the worker")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "v5 frees nothing and waits with no lock held")
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
      id = "A killed: SECS swapped, 0 absent; 3 free",
      expect = ACCEPTABLE,
      desc = "they did not meet")
  @Outcome(
      id =
          "deadlock: P waits in mutex_lock(&A->lock) (held by oom); oom waits in "
              + "synchronize_srcu(&A->srcu) [waits for readers] (reader: "
              + "kworker/reclaim(cg)); kworker/reclaim(cg) waits in "
              + "down_read(&P->mm->mmap_lock) (held by P)",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the three wait for each other")
  @Outcome(
      id = {"lost-page", "no-va-slot", "null-dereference", "use-after-free", "warn-on"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "the reclaimer goes on with an enclave that is emptied")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not from emptying it under encl->lock")
  @Unexplored(
      outcomes = "null-dereference",
      because =
          "the explorer stops where there is no VA slot to be had; here "
              + "list_first_entry() of the empty va_pages follows")
  @State
  public static class V2 extends Sample {
    private static final Model MODEL = Driver.of(SCENARIO, "v2");

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

  @JCStressTest
  @Outcome(
      id = "A killed: SECS swapped, 0 absent; 3 free",
      expect = ACCEPTABLE,
      desc = "they did not meet")
  @Outcome(
      id =
          "deadlock: oom waits in synchronize_srcu(&A->srcu) [waits for readers] "
              + "(reader: ksgxd); ksgxd waits in down_read(&P->mm->mmap_lock) (held by P); "
              + "P waits in mutex_lock(&A->lock) (held by oom)",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the three wait for each other")
  @Outcome(
      id = {"lost-page", "no-va-slot", "null-dereference", "use-after-free", "warn-on"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "the reclaimer goes on with an enclave that is emptied")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not from emptying it under encl->lock")
  @Unexplored(
      outcomes = "null-dereference",
      because =
          "the explorer stops where there is no VA slot to be had; here "
              + "list_first_entry() of the empty va_pages follows")
  @State
  public static class ThreeActors extends Sample {
    private static final Model MODEL = Driver.shipped("mprotect-vs-kill", "v2");

    public ThreeActors() {
      super(MODEL);
    }

    @Actor
    public void oom() {
      run(0);
    }

    @Actor
    public void ksgxd() {
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
