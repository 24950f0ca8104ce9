package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclaveLifecycle;
import epcheck.sgx.EpcPage;
import epcheck.sgx.KernelFile;
import epcheck.sgx.SgxDriver;

/**
 * {@code __sgx_encl_release()} split off {@code sgx_encl_release()}, so that {@code
 * sgx_encl_destroy()} can free all but the struct of an enclave that others may still refer to
 * (encl.c, v2 14/18).
 */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class V2Lifecycle extends EnclaveLifecycle {
  public V2Lifecycle(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public void sgxEnclRelease(Encl encl) {
    sgx.witness._releasing(encl);
    // if the enclave was OOM killed previously, it just needs to be freed
    if (!encl.flags.testBit(Encl.NO_MEMORY)) {
      __sgxEnclRelease(encl);
    }
    sgx.kernel.kfree(encl);
  }

  /** {@code __sgx_encl_release()}. */
  public void __sgxEnclRelease(Encl encl) {
    _releaseResources(encl);
  }

  /** {@code sgx_encl_destroy()}; {@code encl->lock} is held. */
  public void sgxEnclDestroy(Encl encl) {
    sgx.mmTracking._drain(encl);
    __sgxEnclRelease(encl);
  }

  /**
   * The reclaimer that holds the page does have a reference on the enclave, but not on all that is
   * freed now under it.
   */
  @Override
  protected void _releaseSkips(EpcPage page) {}

  /**
   * Here somebody may still write a page out. The file is freed later, by task work or a kworker;
   * here it is closed at once, and what needs it fails.
   */
  @Override
  protected void _fputBacking(Encl encl) {
    encl.backing.open.set(0);
  }

  /** Here somebody may still look. */
  @Override
  @KernelFile("lib/xarray.c")
  protected void xaDestroy(Encl encl) {
    for (int index = 0; index < encl.pageArray.size(); index++) {
      encl.pageArray.erase(index);
    }
  }
}
