package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.Errno;
import epcheck.sgx.Mm;
import epcheck.sgx.MmTracking;
import epcheck.sgx.OomKiller;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A fix of 6.2 for an mm that is added while the enclave is killed: either the killer meets it on
 * {@code mm_list}, since it walks again when one was added (which is no reason for a WARN), or who
 * adds it sees the flag then, and fails. It stays on the list, as an mm does whose mapping is gone.
 *
 * <p>The kernel's diff: {@code sgx_encl_mm_add()} ends with another {@code test_bit()} after an
 * {@code smp_mb()}, and the loop of {@code sgx_oom_encl()} with a plain comparison.
 */
final class RetestMmAdd implements Patch {
  @Override
  public String name() {
    return "retest-mm-add";
  }

  @Override
  public String title() {
    return "fix: sgx_encl_mm_add() tests NO_MEMORY again when the mm is on mm_list";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Walking.class, Adding.class);
  }

  public static class Walking extends OomKiller {
    public Walking(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxOomEncl_again(Encl encl, int mmListVersion) {
      return encl.mmListVersion.get() != mmListVersion;
    }
  }

  public static class Adding extends MmTracking {
    public Adding(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public int sgxEnclMmAdd(Encl encl, Mm mm) {
      int ret = super.sgxEnclMmAdd(encl, mm);
      return ret == 0 && encl.flags.testBit(Encl.NO_MEMORY) ? -Errno.ENOMEM : ret;
    }
  }
}
