package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.Errno;
import epcheck.sgx.KernelFile;
import epcheck.sgx.Mm;
import epcheck.sgx.MmTracking;
import epcheck.sgx.SgxDriver;

/** Adds no mm to a killed enclave (v5 12/18). */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class V5MmTracking extends MmTracking {
  public V5MmTracking(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public int sgxEnclMmAdd(Encl encl, Mm mm) {
    if (encl.flags.testBit(Encl.NO_MEMORY)) {
      return -Errno.ENOMEM;
    }
    return super.sgxEnclMmAdd(encl, mm);
  }
}
