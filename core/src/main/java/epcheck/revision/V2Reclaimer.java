package epcheck.revision;

import epcheck.kernel.ListHead;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;
import epcheck.sgx.KernelFile;
import epcheck.sgx.LruLists;
import epcheck.sgx.SgxDriver;

/**
 * The reclaimer with v2's bits (main.c, v2 12/18, 13/18 and 17/18). It uncharges what it has
 * written out by itself, before the page is freed.
 *
 * <p>Dropped: {@code __sgx_reclaim_epc_pages()}, of which {@code sgx_reclaim_epc_pages()} is a
 * wrapper with a {@code cond_resched()}; the bound of 32 pages for each pass, of up to 64 isolated
 * ones: no scenario has as many.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class V2Reclaimer extends V5Reclaimer {
  public V2Reclaimer(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public int sgxIsolateEpcPages(LruLists lru, int nrToScan, ListHead<EpcPage> dst) {
    int left = nrToScan;
    lru.lock.lock();
    for (; left > 0; left--) {
      if (lru.reclaimable.isEmpty()) {
        break;
      }
      EpcPage epcPage = lru.reclaimable.firstEntry();
      EnclPage enclPage = epcPage.enclPage();
      // The page stays at the head of the list, where the next turn meets it again.
      if (sgx.kernel.warnOn(
          (epcPage.flags.get() & V2PageFlags.ENCLAVE) == 0, "SGX_EPC_PAGE_ENCLAVE is not set")) {
        continue;
      }
      if (sgxIsolateEpcPages_get(enclPage)) {
        sgx.witness._isolated(epcPage);
        epcPage.flags.or(V2PageFlags.RECLAIM_IN_PROGRESS);
        dst.moveTail(epcPage.list);
      } else {
        // The owner is freeing the page, remove it from the LRU list
        epcPage.flags.and(~V2PageFlags.TRACKED);
        epcPage.list.delInit();
      }
    }
    lru.lock.unlock();
    return left;
  }

  @Override
  protected void sgxReclaimEpcPages_skip(EpcPage epcPage, EnclPage enclPage) {
    LruLists lru = ((V2Lru) sgx.lru).sgxLruLists(epcPage);
    lru.lock.lock();
    epcPage.flags.and(~V2PageFlags.RECLAIM_IN_PROGRESS);
    lru.reclaimable.moveTail(epcPage.list);
    lru.lock.unlock();
    sgxReclaimEpcPages_put(enclPage);
  }

  @Override
  protected void sgxReclaimEpcPages_reset(EpcPage epcPage) {
    ((V2Lru) sgx.lru)._clearFlags(epcPage);
    ((V2Allocator) sgx.allocator)._uncharge(epcPage);
  }

  @Override
  public void _isolated(int id, EpcPage page) {
    page.enclPage().encl.get().refcount.get();
    page.flags.or(V2PageFlags.RECLAIM_IN_PROGRESS);
    sgx.batch.of(id).iso.moveTail(page.list);
  }
}
