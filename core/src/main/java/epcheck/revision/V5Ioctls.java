package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.Errno;
import epcheck.sgx.Ioctls;
import epcheck.sgx.SgxDriver;

/** Refuses to serve a killed enclave (v5 12/18): tested once, when an ioctl begins. */
public class V5Ioctls extends Ioctls {
  public V5Ioctls(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  protected int sgxIocEnclaveAddPages_ready(Encl encl) {
    int ret = super.sgxIocEnclaveAddPages_ready(encl);
    return ret == 0 && encl.flags.testBit(Encl.NO_MEMORY) ? -Errno.ENOMEM : ret;
  }

  @Override
  protected int sgxIocEnclaveInit_ready(Encl encl) {
    int ret = super.sgxIocEnclaveInit_ready(encl);
    return ret == 0 && encl.flags.testBit(Encl.NO_MEMORY) ? -Errno.ENOMEM : ret;
  }

  @Override
  public int sgxIocSgx2Ready(Encl encl) {
    int ret = super.sgxIocSgx2Ready(encl);
    return ret == 0 && encl.flags.testBit(Encl.NO_MEMORY) ? -Errno.ENOMEM : ret;
  }
}
