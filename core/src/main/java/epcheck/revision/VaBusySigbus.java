package epcheck.revision;

import epcheck.sgx.PageFault;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vma;

/**
 * VAEAUG of the bug history (81fa6fd13b5c): that no EPC was free for a VA page, and had to be
 * reclaimed first, killed the thread that had touched a new page.
 */
final class VaBusySigbus extends FaultPatch {
  @Override
  public String name() {
    return "va-busy-sigbus";
  }

  @Override
  public String title() {
    return "VAEAUG, fixed by 81fa6fd13b5c in v6.0: SIGBUS if EAUG needs a VA page and no EPC is free";
  }

  @Override
  PageFault onMainline(SgxDriver sgx) {
    return new PageFault(sgx) {
      @Override
      protected VmFault sgxEnclEaugPage_growFailed(Vma vma, int index, int error) {
        return _sigbus(vma, index, error);
      }
    };
  }

  @Override
  PageFault onSeries(SgxDriver sgx) {
    return new V5PageFault(sgx) {
      @Override
      protected VmFault sgxEnclEaugPage_growFailed(Vma vma, int index, int error) {
        return _sigbus(vma, index, error);
      }
    };
  }
}
