package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.SgxDriver;

/** I6 of the driver: the last reference to an enclave is not gone while its file is open. */
final class ReleasedInUse extends Oracle {
  private final SgxDriver sgx;
  private Encl encl;

  ReleasedInUse(SgxDriver sgx) {
    super("released-in-use", "an enclave is not released while its file is open");
    this.sgx = sgx;
  }

  ReleasedInUse of(Encl released) {
    encl = released;
    return this;
  }

  @Override
  public String breach() {
    return sgx.fileOf(encl).fCount.read() > 0
        ? "enclave "
            + encl
            + " is released while its file is still open: its refcount was put once too often"
        : null;
  }
}
