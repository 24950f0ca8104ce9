package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclaveLifecycle;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;

/**
 * Drains through {@code sgx_encl_mm_drain()} (v5 12/18), and drops SECS and VA pages too (v5
 * 11/18).
 */
public class V5Lifecycle extends EnclaveLifecycle {
  public V5Lifecycle(SgxDriver sgx) {
    super(sgx);
  }

  private V5Lru lru() {
    return (V5Lru) sgx.lru;
  }

  @Override
  protected void sgxRelease_drain(Encl encl) {
    sgx.mmTracking.sgxEnclMmDrain(encl);
  }

  @Override
  protected int sgxEnclRelease_untrack(EpcPage page) {
    return lru().sgxDropEpcPage(page);
  }

  @Override
  protected void sgxEnclRelease_dropUnreclaimable(EpcPage page) {
    lru().sgxDropEpcPage(page);
  }
}
