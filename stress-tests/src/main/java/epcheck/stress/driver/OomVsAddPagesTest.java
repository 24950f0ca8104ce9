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
 *   $ ./epcheck stress OomVsAddPagesTest
 */

/**
 * The OOM killer takes an enclave to which a page is being added.
 *
 * <p>The enclave has a SECS, a VA page and page 0; page 1 takes an EPC page of its own and one more
 * VA page. {@code sgx_encl_add_page()} allocates both before it takes {@code encl->lock}.
 *
 * <p>OpenJDK 17 on an x86 with two CPUs, mode quick:
 *
 * <pre>{@code
 * OomVsAddPagesTest.V5
 *   47,679   55.85%  A killed: SECS resident, 0 resident, 1 absent; 2 free
 *   37,686   44.15%  A killed: SECS resident, 0 resident, 1 resident; 0 free
 * OomVsAddPagesTest.V2
 *   52,142   68.24%  A killed: SECS swapped, 0 absent, 1 absent; 5 free
 *   24,263   31.76%  null-dereference
 * }</pre>
 *
 * <p>v5 marks the enclave with {@code SGX_ENCL_NO_MEMORY} and frees nothing; that is left to the
 * release. {@code sgx_ioc_enclave_add_pages()} tests the mark once, as it begins. So there are two
 * outcomes: the mark was set before that test and page 1 was refused, or it was not, and the page
 * is there, though another task may have killed the enclave meanwhile. That a killed enclave then
 * allocates is what the rule {@code late-allocation} of the explorer is about; the final state does
 * not tell.
 *
 * <p>v2 frees all that the enclave has, with {@code encl->lock} held, and ADD_PAGES does not look
 * whether it did. If ADD_PAGES comes to {@code encl->lock} second, {@code encl->secs.epc_page} is
 * NULL, and {@code __eadd()} is called with the address of the SECS that is not there: {@code
 * null-dereference}. Only if ADD_PAGES is through before, it is all given back, and all five pages
 * are free.
 */
public final class OomVsAddPagesTest {
  private static final String SCENARIO =
      """
      name: add-vs-kill
      title: ADD_PAGES of a page while the enclave is killed
      epc: 5

      cgroups:
        cg: {limit: 5}

      enclaves:
        A: {cgroup: cg, initialized: false, pages: [resident, absent]}

      processes:
        P: {cgroup: cg, opens: [A]}

      tasks:
        P: {process: P, calls: [add A/1]}
        oom: [oom cg]
      """;

  private OomVsAddPagesTest() {}

  @JCStressTest
  @Outcome(
      id = "A killed: SECS resident, 0 resident, 1 absent; 2 free",
      expect = ACCEPTABLE,
      desc = "marked first: ADD_PAGES failed")
  @Outcome(
      id = "A killed: SECS resident, 0 resident, 1 resident; 0 free",
      expect = ACCEPTABLE,
      desc = "ADD_PAGES had tested the mark before")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "v5 frees nothing, and the page is added or not")
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
      id = "A killed: SECS swapped, 0 absent, 1 absent; 5 free",
      expect = ACCEPTABLE,
      desc = "added first, then all was freed")
  @Outcome(
      id = "null-dereference",
      expect = ACCEPTABLE_INTERESTING,
      desc = "EADD to a SECS that the killer has freed")
  @Outcome(id = ".*", expect = FORBIDDEN, desc = "what ADD_PAGES meets is all or nothing")
  @Canary("v2 empties an enclave under ADD_PAGES")
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
}
