package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclMm;
import epcheck.sgx.SgxDriver;

/**
 * I6 of the driver: at rest an enclave's references are those of its open file and of its encl_mms.
 */
final class RefcountLeak extends Oracle {
  private final SgxDriver sgx;

  RefcountLeak(SgxDriver sgx) {
    super("refcount-leak", "at rest only the open file and encl_mms hold references on an enclave");
    this.sgx = sgx;
  }

  @Override
  public String breach() {
    for (Encl encl : sgx.enclaves()) {
      if (!sgx.kernel.isAlive(encl)) {
        continue;
      }
      int file = sgx.fileOf(encl).fCount.read() > 0 ? 1 : 0;
      int mms = 0;
      for (EnclMm enclMm : sgx.allEnclMms) {
        if (sgx.kernel.isAlive(enclMm) && enclMm.encl.get() == encl) {
          mms++;
        }
      }
      int count = encl.refcount.read();
      if (count != file + mms) {
        return encl
            + "->refcount is "
            + count
            + " at rest, but it is held "
            + (file + mms)
            + " times (open file: "
            + file
            + ", encl_mms: "
            + mms
            + (count > file + mms
                ? "): a reference was leaked, and the enclave can never be released"
                : "): it will be released too early");
      }
    }
    return null;
  }
}
