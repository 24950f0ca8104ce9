package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.Ioctls;
import epcheck.sgx.SgxDriver;

/** ADDRACE of the bug history: before v31 of the SGX series ADD_PAGES did without encl->lock. */
final class AddPageUnlocked extends IoctlPatch {
  @Override
  public String name() {
    return "add-page-unlocked";
  }

  @Override
  public String title() {
    return "ADDRACE, fixed in v31 of the SGX series: sgx_encl_add_page() does not take encl->lock";
  }

  @Override
  Ioctls onMainline(SgxDriver sgx) {
    return new Ioctls(sgx) {
      @Override
      protected void sgxEnclAddPage_lock(Encl encl) {}

      @Override
      protected void sgxEnclAddPage_unlock(Encl encl) {}
    };
  }

  @Override
  Ioctls onSeries(SgxDriver sgx) {
    return new V5Ioctls(sgx) {
      @Override
      protected void sgxEnclAddPage_lock(Encl encl) {}

      @Override
      protected void sgxEnclAddPage_unlock(Encl encl) {}
    };
  }
}
