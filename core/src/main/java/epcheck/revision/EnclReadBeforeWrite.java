package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A fix: the reclaimer's reference keeps the enclave, not the {@code sgx_encl_page}, which
 * REMOVE_PAGES may free once the page is written out or is back on its LRU. So {@code
 * sgx_reclaim_epc_pages()} reads {@code encl = encl_page->encl} before that, and puts {@code
 * encl->refcount} after it. Isolated, the page cannot be removed, so the first read is safe.
 */
final class EnclReadBeforeWrite implements Patch {
  @Override
  public String name() {
    return "encl-read-before-write";
  }

  @Override
  public String title() {
    return "fix: the reclaimer reads encl_page->encl while it has the page, not after it";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends V5Reclaimer {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxReclaimEpcPages_write(EpcPage epcPage) {
      Encl encl = epcPage.enclPage().encl.get();
      sgxReclaimerWrite(epcPage);
      sgx.lifecycle._krefPut(encl);
      sgxReclaimEpcPages_reset(epcPage);
      sgxReclaimEpcPages_free(epcPage);
    }

    @Override
    protected void sgxReclaimEpcPages_skip(EpcPage epcPage, EnclPage enclPage) {
      Encl encl = enclPage.encl.get();
      _giveBack(epcPage);
      sgx.lifecycle._krefPut(encl);
    }
  }
}
