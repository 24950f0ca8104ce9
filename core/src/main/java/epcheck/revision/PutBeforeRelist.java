package epcheck.revision;

import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;
import epcheck.sgx.LruLists;
import epcheck.sgx.PageState;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * UAFSKIP of the bug history: before v31 of the SGX series a skipped page was put back after its
 * enclave was let go.
 */
final class PutBeforeRelist implements Patch {
  @Override
  public String name() {
    return "put-before-relist";
  }

  @Override
  public String title() {
    return "UAFSKIP, fixed in v31 of the SGX series: kref_put before a skipped page is back on the list";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(OnMainline.class, OnSeries.class);
  }

  public static class OnMainline extends Reclaimer {
    public OnMainline(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxReclaimPages_skip(EpcPage epcPage, EnclPage enclPage) {
      sgxReclaimPages_put(enclPage);
      sgx.reclaimerLock.lock();
      sgx.activePageList.addTail(epcPage.list);
      sgx.reclaimerLock.unlock();
    }
  }

  public static class OnSeries extends V5Reclaimer {
    public OnSeries(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxReclaimEpcPages_skip(EpcPage epcPage, EnclPage enclPage) {
      sgxReclaimEpcPages_put(enclPage);
      V5Lru tracking = (V5Lru) sgx.lru;
      LruLists lru = tracking.sgxLruLists(epcPage);
      lru.lock.lock();
      tracking.sgxEpcPageSetState(epcPage, PageState.RECLAIMABLE);
      lru.reclaimable.moveTail(epcPage.list);
      lru.lock.unlock();
    }
  }
}
