package epcheck.revision;

import epcheck.sgx.EpcPage;
import epcheck.sgx.KernelFile;
import epcheck.sgx.SgxDriver;

/**
 * Charges pages (main.c, v2 17/18). Note that {@code sgx_free_epc_page()} looks for the charge when
 * the page is on the free list already, where the next allocation may have it.
 *
 * <p>In v2 that comes before {@code sgx_nr_free_pages} is incremented, here after: what that
 * decides is no more than whether ksgxd has something to do.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class V2Allocator extends V5Allocator {
  public V2Allocator(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public int _freeFlags() {
    return V2PageFlags.IS_FREE;
  }

  @Override
  public void sgxFreeEpcPage(EpcPage page) {
    super.sgxFreeEpcPage(page);
    _uncharge(page);
  }

  @Override
  protected void sgxFreeEpcPage_begin(EpcPage page) {}

  @Override
  protected void sgxEnclFreeEpcPage_warnIfTracked(EpcPage page) {
    sgx.kernel.warnOn(
        (page.flags.get() & V2PageFlags.TRACKED) != 0, "SGX_EPC_PAGE_RECLAIMER_TRACKED is set");
  }

  @Override
  protected boolean archMemoryFailure_isFree(EpcPage page) {
    return (page.flags.get() & V2PageFlags.IS_FREE) != 0;
  }
}
