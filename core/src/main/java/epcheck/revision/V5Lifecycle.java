package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclaveLifecycle;
import epcheck.sgx.KernelFile;
import epcheck.sgx.SgxDriver;

/** Drains through {@code sgx_encl_mm_drain()} (v5 12/18). */
@KernelFile("arch/x86/kernel/cpu/sgx/driver.c")
public class V5Lifecycle extends EnclaveLifecycle {
  public V5Lifecycle(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  protected void sgxRelease_drain(Encl encl) {
    sgx.mmTracking.sgxEnclMmDrain(encl);
  }
}
