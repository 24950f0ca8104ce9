package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EpcPage;
import epcheck.sgx.PageFault;
import epcheck.sgx.PageState;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vma;

/** Refuses to serve a killed enclave (v5 12/18), and records pages on the LRU of their cgroup. */
public class V5PageFault extends PageFault {
  public V5PageFault(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public VmFault sgxVmaFault(Vma vma, int index) {
    Encl encl = vma.vmPrivateData.get();
    if (encl != null && encl.flags.testBit(Encl.NO_MEMORY)) {
      return VmFault.SIGBUS;
    }
    return super.sgxVmaFault(vma, index);
  }

  @Override
  protected void __sgxEnclLoadPage_track(EpcPage page) {
    ((V5Lru) sgx.lru).sgxRecordEpcPage(page, PageState.OWNER_PAGE | PageState.RECLAIMABLE);
  }

  @Override
  protected void sgxEnclLoadSecs_track(EpcPage page) {
    ((V5Lru) sgx.lru).sgxRecordEpcPage(page, PageState.OWNER_PAGE | PageState.UNRECLAIMABLE);
  }
}
