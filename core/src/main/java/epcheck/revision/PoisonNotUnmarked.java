package epcheck.revision;

import epcheck.sgx.EpcAllocator;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * POISON2 of the bug history (row 27, CVE-2025-38334), fixed in v6.16 by ed16618c380c: a page with
 * a memory error stayed on the reclaimer's list. The series is older than the fix.
 */
final class PoisonNotUnmarked implements Patch {
  @Override
  public String name() {
    return "poison-not-unmarked";
  }

  @Override
  public String title() {
    return "POISON2 (CVE-2025-38334), fixed by ed16618c380c in v6.16: poisoned pages stay reclaimable";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends EpcAllocator {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void archMemoryFailure_unmark(EpcPage page) {}
  }
}
