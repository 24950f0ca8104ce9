package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclMm;
import epcheck.sgx.MmTracking;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A variant of FORKPTE of the bug history (row 3; D:ded424887ed6): the version changes before the
 * mm is on the list, so a walker can read the new one and still miss the mm.
 */
final class VersionBeforeAdd implements Patch {
  @Override
  public String name() {
    return "version-before-add";
  }

  @Override
  public String title() {
    return "seeded fault: mm_list_version counts before the mm is on the list";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  private static void _countAndAdd(SgxDriver sgx, Encl encl, EnclMm enclMm) {
    encl.mmLock.lock();
    encl.mmListVersion.add(1);
    sgx.kernel.smpWmb();
    encl.mmList.addRcu(enclMm.list);
    encl.mmLock.unlock();
  }

  public static class Changed extends MmTracking {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxEnclMmAdd_list(Encl encl, EnclMm enclMm) {
      _countAndAdd(sgx, encl, enclMm);
    }
  }
}
