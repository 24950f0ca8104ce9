package epcheck.revision;

import epcheck.kernel.ListHead;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;
import epcheck.sgx.KernelFile;
import epcheck.sgx.LruLists;
import epcheck.sgx.PageState;
import epcheck.sgx.SgxDriver;

/**
 * {@code sgx_isolate_epc_pages()} as v6 has it (main.c, v6 09/12): takes a page off its list before
 * it looks whether the enclave lives.
 *
 * <p>Dropped: {@code sgx_do_epc_reclamation()} and {@code sgx_reclaim_epc_pages_global()}, into
 * which v6 splits {@code sgx_reclaim_epc_pages()}; the statements are the same.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class V6Reclaimer extends V5Reclaimer {
  public V6Reclaimer(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public int sgxIsolateEpcPages(LruLists lru, int nrToScan, ListHead<EpcPage> dst) {
    V6Lru tracking = (V6Lru) sgx.lru;
    int left = nrToScan;
    lru.lock.lock();
    for (; left > 0; left--) {
      if (lru.reclaimable.isEmpty()) {
        break;
      }
      EpcPage epcPage = lru.reclaimable.firstEntry();
      epcPage.list.delInit();
      EnclPage enclPage = epcPage.enclPage();
      if (sgxIsolateEpcPages_get(enclPage)) {
        sgx.witness._isolated(epcPage);
        tracking.sgxEpcPageSetState(epcPage, PageState.RECLAIM_IN_PROGRESS);
        dst.moveTail(epcPage.list);
      } else {
        // The owner is freeing the page. No need to add the page back to the list of reclaimable
        // pages.
        tracking.sgxEpcPageResetState(epcPage);
      }
    }
    lru.lock.unlock();
    return left;
  }
}
