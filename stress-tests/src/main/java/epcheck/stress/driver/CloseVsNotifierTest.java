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
 *   $ ./epcheck stress CloseVsNotifierTest
 */

/**
 * One process closes the last descriptor of an enclave while another one, which has it on {@code
 * mm_list} still, exits.
 *
 * <p>{@code munmap()} leaves the mm on {@code mm_list}, where it is until it goes. So {@code
 * sgx_release()}, in {@code close()}, and {@code sgx_mmu_notifier_release()}, in {@code
 * exit_mmap()}, both want to take it off. Who does so, under {@code mm_lock}, owns the reference
 * that goes with it: the drain puts it itself, the notifier leaves that to a callback after a grace
 * period of SRCU, {@code sgx_mmu_notifier_free()}.
 *
 * <pre>{@code
 * CloseVsNotifierTest.Mainline
 *   94,548   99.84%  A released; 3 free
 *      155    0.16%  sleeping-in-atomic
 * CloseVsNotifierTest.V5
 *   111,434   99.85%  A released; 3 free
 *       165    0.15%  sleeping-in-atomic
 * CloseVsNotifierTest.StillMapped
 *   96,239  100.00%  A released; 3 free
 * }</pre>
 *
 * <p>That was OpenJDK 17 on an x86 with two CPUs, in mode quick.
 *
 * <p>{@code sleeping-in-atomic}: P's notifier took it off, Q's {@code sgx_release()} found the list
 * empty and put the file's reference, and so the callback's was the last one. SRCU invokes
 * callbacks with bottom halves disabled, where {@code sgx_encl_release()} must not sleep; {@code
 * cleanup_srcu_struct()} does. The code is the same in mainline and in v5, and so are the outcomes.
 *
 * <p>Otherwise the last reference was put by a task that may sleep, and all is freed.
 */
public final class CloseVsNotifierTest {
  private static final String STILL_MAPPED =
      """
      name: close-vs-exit
      title: the last close of an enclave while a process that still maps it exits
      epc: 3
      enclaves:
        A: {pages: [resident]}
      processes:
        P: {maps: [A]}
        Q: {opens: [A]}
      tasks:
        P: {process: P, calls: [exit]}
        Q: {process: Q, calls: [close A]}
      """;

  private CloseVsNotifierTest() {}

  @JCStressTest
  @Outcome(
      id = "A released; 3 free",
      expect = ACCEPTABLE,
      desc = "released by a task that may sleep")
  @Outcome(
      id = "sleeping-in-atomic",
      expect = ACCEPTABLE_INTERESTING,
      desc = "released by the SRCU callback")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the enclave was lost")
  @State
  public static class Mainline extends Sample {
    private static final Model MODEL = Driver.shipped("close-vs-notifier", "mainline");

    public Mainline() {
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
      id = "A released; 3 free",
      expect = ACCEPTABLE,
      desc = "released by a task that may sleep")
  @Outcome(
      id = "sleeping-in-atomic",
      expect = ACCEPTABLE_INTERESTING,
      desc = "released by the SRCU callback")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the enclave was lost")
  @State
  public static class V5 extends Sample {
    private static final Model MODEL = Driver.shipped("close-vs-notifier", "v5");

    public V5() {
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

  /**
   * Without the {@code munmap()} this cannot happen. P's VMA holds the file until {@code
   * exit_mmap()} removes it, after {@code mmu_notifier_release()}, whose {@code synchronize_srcu()}
   * waits for the callback as well: the file's reference is the last one, and {@code sgx_release()}
   * puts it with no lock held. (That holds as long as SRCU has one list of callbacks: scenario
   * {@code close-on-many-cpus}.)
   */
  @JCStressTest
  @Outcome(id = "A released; 3 free", expect = ACCEPTABLE, desc = "released by sgx_release()")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "the enclave was lost")
  @State
  public static class StillMapped extends Sample {
    private static final Model MODEL = Driver.of(STILL_MAPPED, "mainline");

    public StillMapped() {
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
