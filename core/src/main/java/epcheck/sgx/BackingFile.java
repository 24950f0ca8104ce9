package epcheck.sgx;

import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Struct;

/** {@code encl->backing}: the shmem file of an enclave. STUB, being written. */
public final class BackingFile extends Struct {
  /** 1 while it is open. */
  public final IntCell open;

  BackingFile(Kernel kernel, Encl encl) {
    super(kernel, encl, encl + "->backing");
    open = layout.intCell("open", 0).setOnce();
  }
}
