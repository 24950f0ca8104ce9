package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.KernelFile;
import epcheck.sgx.PageFault;
import epcheck.sgx.SgxDriver;

/**
 * The page fault path of v6.1-rc, on which v2 is (encl.c): as mainline's, but EAUG trusts that the
 * SECS is in the EPC, which c6c2adcba50c of v6.6 no longer does. It does not look whether the
 * enclave was killed.
 *
 * <p>So a fault on a killed enclave, which has no page left, goes on to EAUG; here only in a
 * scenario that declares a page of the enclave absent, in others it ends in SIGBUS.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class V2PageFault extends PageFault {
  public V2PageFault(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  protected int sgxEnclEaugPage_loadSecs(Encl encl) {
    return 0;
  }
}
