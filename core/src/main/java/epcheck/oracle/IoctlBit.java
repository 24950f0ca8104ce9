package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.SgxDriver;

/** Every ioctl lets the next one in. */
final class IoctlBit extends Oracle {
  private final SgxDriver sgx;

  IoctlBit(SgxDriver sgx) {
    super("ioctl-bit", "at rest no enclave has SGX_ENCL_IOCTL set");
    this.sgx = sgx;
  }

  @Override
  public String breach() {
    for (Encl encl : sgx.enclaves()) {
      if (sgx.kernel.isAlive(encl) && encl.flags.testBit(Encl.IOCTL)) {
        return encl + "->flags has SGX_ENCL_IOCTL at rest: every ioctl fails with -EBUSY for ever";
      }
    }
    return null;
  }
}
