package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.KernelFile;
import epcheck.sgx.PageFault;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vma;

/** Refuses to serve a killed enclave (v5 12/18). */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class V5PageFault extends PageFault {
  public V5PageFault(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public VmFault sgxVmaFault(Vma vma, int index) {
    Encl encl = vma.vmPrivateData.get();
    if (encl != null && encl.flags.testBit(Encl.NO_MEMORY)) {
      return VmFault.SIGBUS;
    }
    return super.sgxVmaFault(vma, index);
  }
}
