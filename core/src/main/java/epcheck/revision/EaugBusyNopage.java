package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.PageFault;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vma;
import java.util.List;

/**
 * EAUGBUS of the bug history, as a fix (20240924094914.3873462-3): mainline kills the thread that
 * comes second when two touch a page that the enclave does not have yet.
 */
final class EaugBusyNopage implements Patch {
  @Override
  public String name() {
    return "eaug-busy-nopage";
  }

  @Override
  public String title() {
    return "fix: EAUG looks again for the page once encl->lock is held (posted 24 Sep 2024)";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends PageFault {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected VmFault sgxEnclEaugPage_locked(Vma vma, Encl encl, int index) {
      return encl.pageArray.load(index) != null
          ? VmFault.NOPAGE
          : super.sgxEnclEaugPage_locked(vma, encl, index);
    }
  }
}
