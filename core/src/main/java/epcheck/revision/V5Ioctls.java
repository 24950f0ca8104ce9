package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.Errno;
import epcheck.sgx.Ioctls;
import epcheck.sgx.KernelFile;
import epcheck.sgx.SgxDriver;

/** Refuses to serve a killed enclave (v5 12/18): tested once, when an ioctl begins. */
@KernelFile("arch/x86/kernel/cpu/sgx/ioctl.c")
public class V5Ioctls extends Ioctls {
  public V5Ioctls(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  protected int sgxIocEnclaveAddPages_ready(Encl encl) {
    return _unlessKilled(encl, super.sgxIocEnclaveAddPages_ready(encl));
  }

  @Override
  protected int sgxIocEnclaveInit_ready(Encl encl) {
    return _unlessKilled(encl, super.sgxIocEnclaveInit_ready(encl));
  }

  @Override
  public int sgxIocSgx2Ready(Encl encl) {
    return _unlessKilled(encl, super.sgxIocSgx2Ready(encl));
  }

  private static int _unlessKilled(Encl encl, int ret) {
    return ret == 0 && encl.flags.testBit(Encl.NO_MEMORY) ? -Errno.ENOMEM : ret;
  }
}
