package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.Ioctls;
import epcheck.sgx.SgxDriver;
import java.util.List;

/** ADDRACE of the bug history: before v31 of the SGX series ADD_PAGES did without encl->lock. */
final class AddPageUnlocked implements Patch {
  @Override
  public String name() {
    return "add-page-unlocked";
  }

  @Override
  public String title() {
    return "ADDRACE, fixed in v31 of the SGX series: sgx_encl_add_page() does not take encl->lock";
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
    protected void sgxEnclAddPage_lock(Encl encl) {}

    @Override
    protected void sgxEnclAddPage_unlock(Encl encl) {}
  }
}
