package epcheck.revision;

import epcheck.sgx.PageFault;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vma;
import java.util.List;

/**
 * VAEAUG of the bug history (81fa6fd13b5c): that no EPC was free for a VA page, and had to be
 * reclaimed first, killed the thread that had touched a new page.
 */
final class VaBusySigbus implements Patch {
  @Override
  public String name() {
    return "va-busy-sigbus";
  }

  @Override
  public String title() {
    return "VAEAUG, fixed by 81fa6fd13b5c in v6.0: SIGBUS if EAUG needs a VA page and no EPC is free";
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
    protected VmFault sgxEnclEaugPage_growFailed(Vma vma, int index, int error) {
      return _sigbus(vma, index, error);
    }
  }
}
