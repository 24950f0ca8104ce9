package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.KernelFile;
import epcheck.sgx.Ptrace;
import epcheck.sgx.SgxDriver;

/** Refuses access to a killed enclave (v5 12/18). */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class V5Ptrace extends Ptrace {
  public V5Ptrace(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  protected boolean sgxVmaAccess_allowed(Encl encl) {
    return super.sgxVmaAccess_allowed(encl) && !encl.flags.testBit(Encl.NO_MEMORY);
  }
}
