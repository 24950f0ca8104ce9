package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.Ioctls;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A fix for mainline (20240821100215.4119457-4): while REMOVE_PAGES zaps the PTEs of a page without
 * encl->lock, a fault can put one back, and the page is freed with a PTE that maps it.
 */
final class RemoveBusy implements Patch {
  @Override
  public String name() {
    return "remove-busy";
  }

  @Override
  public String title() {
    return "fix: no fault maps a page that REMOVE_PAGES is about to free (posted 21 Aug 2024)";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends Ioctls {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxEnclRemovePages_zap(Encl encl, EnclPage entry) {
      // SGX_ENCL_PAGE_BUSY, which the fix makes of it.
      entry.desc.or(EnclPage.BEING_RECLAIMED);
      super.sgxEnclRemovePages_zap(encl, entry);
    }
  }
}
