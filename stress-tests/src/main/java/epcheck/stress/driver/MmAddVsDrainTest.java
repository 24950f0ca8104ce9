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
 *   $ ./epcheck stress MmAddVsDrainTest
 */

/**
 * {@code sgx_encl_mm_add()} puts an mm on {@code mm_list}; others take it off.
 *
 * <p>Those others are {@code sgx_release()}, in v5 {@code sgx_oom_encl()}, and {@code
 * sgx_mmu_notifier_release()} of an mm that exits. Whoever takes an {@code encl_mm} off the list,
 * under {@code mm_lock}, owns it and the reference that it has on the enclave.
 *
 * <p>OpenJDK 17 on an x86 with two CPUs, mode quick:
 *
 * <pre>{@code
 * MmAddVsDrainTest.V5Mmap
 *   76,424   99.91%  A killed: SECS resident, 0 resident; 0 free
 *       68    0.09%  warn-on
 * MmAddVsDrainTest.V5Fork
 *   72,272   99.83%  A killed: SECS resident, 0 resident; 0 free
 *      101    0.14%  A killed: SECS resident, 0 mapped by C; 0 free
 *       23    0.03%  warn-on
 * MmAddVsDrainTest.Interrupted
 *   112,960   94.70%  refcount-leak
 *     6,319    5.30%  A released; 3 free
 * MmAddVsDrainTest.InterruptedWithPut
 *   99,311  100.00%  A released; 3 free
 * MmAddVsDrainTest.CloseWithoutReference
 *   117,743  100.00%  A released; 3 free
 *         0    0.00%  use-after-free
 * MmAddVsDrainTest.CloseWithWrongFix
 *   120,815  100.00%  A released; 3 free
 *         0    0.00%  use-after-free
 * }</pre>
 *
 * <p>{@code V5Mmap}, {@code V5Fork}: the killer walks {@code mm_list} to zap all PTEs, and then
 * drains it. An mm that is added during the walk changes {@code mm_list_version}; the walk is done
 * again, but v5 has {@code WARN_ON_ONCE()} around that test, as if it could not be ({@code
 * warn-on}). It can: {@code sgx_encl_mm_add()} tests {@code SGX_ENCL_NO_MEMORY} before it is on the
 * list.
 *
 * <p>{@code mapped by C}: {@code dup_mmap()} copies the PTEs first and calls {@code sgx_vma_open()}
 * then. If the enclave is marked by then, {@code sgx_encl_mm_add()} fails, which {@code
 * vm_ops->open} cannot tell, and the child keeps PTEs that the killer never meets. The same if it
 * is added between walk and drain.
 *
 * <p>{@code Interrupted}: {@code sgx_encl_mm_add()} takes its reference and then calls {@code
 * __mmu_notifier_register()}, which gives up with -EINTR when a signal is pending. Mainline frees
 * the {@code encl_mm} and forgets the reference: nobody releases the enclave any more ({@code
 * refcount-leak}). With the put on that path, which {@code InterruptedWithPut} has, all is freed.
 *
 * <p>{@code CloseWithoutReference} is v5.11: an {@code encl_mm} has no reference. P has unmapped
 * the enclave and exits; Q closes the last descriptor. P takes the {@code encl_mm} off the list; Q
 * finds the list empty and puts the last reference; P goes on to {@code synchronize_srcu()} of an
 * enclave that is freed ({@code use-after-free}). {@code CloseWithWrongFix} is how the first three
 * versions of the fix would have cured that, by {@code synchronize_srcu()} in {@code
 * sgx_encl_release()}: P may come to its own one after that just as well. The explorer finds both.
 * The window is a few instructions of P in which all of Q's {@code sgx_release()} has to fit, hence
 * the numbers. With the reference: {@link CloseVsNotifierTest}.
 */
public final class MmAddVsDrainTest {
  private static final String MMAP =
      """
      name: mmap-vs-kill
      title: mmap of an enclave while it is killed
      epc: 3

      cgroups:
        cg: {limit: 3}

      enclaves:
        A: {cgroup: cg, pages: [resident]}

      processes:
        P: {cgroup: cg, opens: [A]}

      tasks:
        P: {process: P, calls: [mmap A]}
        oom: [oom cg]
      """;

  private static final String FORK =
      """
      name: fork-vs-kill
      title: fork of a process whose enclave is being killed
      epc: 3

      cgroups:
        cg: {limit: 3}

      enclaves:
        A: {cgroup: cg, pages: [resident]}

      processes:
        P: {cgroup: cg, maps: [A], opens: [A], present: [A/0]}
        C: {forked by: P}

      tasks:
        P: {process: P, calls: [fork C]}
        oom: [oom cg]
      """;

  private static final String INTERRUPTED =
      """
      name: mmap-interrupted
      title: mmap by a process that a signal reaches, and the last close
      epc: 3

      enclaves:
        A: {pages: [resident]}

      processes:
        P: {opens: [A]}
        Q: {opens: [A]}

      tasks:
        P: {process: P, calls: [mmap A, exit]}
        Q: {process: Q, calls: [signal P, close A]}
      """;

  private MmAddVsDrainTest() {}

  @JCStressTest
  @Outcome(
      id = "A killed: SECS resident, 0 resident; 0 free",
      expect = ACCEPTABLE,
      desc = "no PTE is left")
  @Outcome(
      id = "warn-on",
      expect = ACCEPTABLE_INTERESTING,
      desc = "an mm came while the killer walked mm_list")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "nobody has touched a page")
  @State
  public static class V5Mmap extends Sample {
    private static final Model MODEL = Driver.of(MMAP, "v5");

    public V5Mmap() {
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
      id = "A killed: SECS resident, 0 resident; 0 free",
      expect = ACCEPTABLE,
      desc = "no PTE is left")
  @Outcome(
      id = "A killed: SECS resident, 0 mapped by C; 0 free",
      expect = ACCEPTABLE,
      desc = "the child has kept its PTE")
  @Outcome(
      id = "warn-on",
      expect = ACCEPTABLE_INTERESTING,
      desc = "an mm came while the killer walked mm_list")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the killer frees nothing")
  @State
  public static class V5Fork extends Sample {
    private static final Model MODEL = Driver.of(FORK, "v5");

    public V5Fork() {
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
  @Outcome(id = "A released; 3 free", expect = ACCEPTABLE, desc = "whoever came last freed it all")
  @Outcome(
      id = "refcount-leak",
      expect = ACCEPTABLE_INTERESTING,
      desc = "interrupted: its reference is never put")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not for want of that put")
  @State
  public static class Interrupted extends Sample {
    private static final Model MODEL = Driver.of(INTERRUPTED, "mainline");

    public Interrupted() {
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
  @Outcome(id = "A released; 3 free", expect = ACCEPTABLE, desc = "whoever came last freed it all")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "a page, a reference or the enclave was lost")
  @State
  public static class InterruptedWithPut extends Sample {
    private static final Model MODEL = Driver.of(INTERRUPTED, "mainline", "mm-add-put");

    public InterruptedWithPut() {
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
  @Outcome(id = "A released; 3 free", expect = ACCEPTABLE, desc = "whoever came last freed it all")
  @Outcome(
      id = "use-after-free",
      expect = ACCEPTABLE_INTERESTING,
      desc = "released under the notifier")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not for want of that reference")
  @State
  public static class CloseWithoutReference extends Sample {
    private static final Model MODEL = Driver.shipped("close-vs-notifier", "mainline", "no-mm-ref");

    public CloseWithoutReference() {
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
  @Outcome(id = "A released; 3 free", expect = ACCEPTABLE, desc = "whoever came last freed it all")
  @Outcome(
      id = "use-after-free",
      expect = ACCEPTABLE_INTERESTING,
      desc = "released under the notifier")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "not for want of that reference")
  @State
  public static class CloseWithWrongFix extends Sample {
    private static final Model MODEL =
        Driver.shipped("close-vs-notifier", "mainline", "mmrel-wrong-fix");

    public CloseWithWrongFix() {
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
