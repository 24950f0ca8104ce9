package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.MmTracking;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * MMREL of the bug history (row 1; C:2ade0d60939b, v5.11 to v5.12-rc): an encl_mm keeps no
 * reference on its enclave, so sgx_release() may free it while the notifier of an exiting mm still
 * works on it.
 */
final class NoMmRef implements Patch {
  @Override
  public String name() {
    return "no-mm-ref";
  }

  @Override
  public String title() {
    return "MMREL, fixed in v5.12: an encl_mm has no reference on its enclave";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends MmTracking {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxEnclMmAdd_get(Encl encl) {}

    @Override
    protected void _putOfMm(Encl encl) {}
  }
}
