package epcheck.sgx;

import epcheck.kernel.Kernel;
import epcheck.kernel.Kref;
import epcheck.kernel.Struct;
import epcheck.kernel.Work;
import java.util.function.Consumer;

/**
 * {@code struct file} (include/linux/fs.h, v6.5) of an open {@code /dev/sgx_enclave}: one reference
 * for each descriptor and each VMA.
 */
public final class EnclFile extends Struct {
  /** {@code file->private_data}. */
  public final Encl encl;

  public final Kref fCount;

  /** {@code delayed_fput_work}: where a last {@code fput()} in a kernel thread ends up. */
  public final Work delayedFput;

  EnclFile(Kernel kernel, Encl encl, Consumer<EnclFile> release) {
    super(kernel, "file(" + encl + ")");
    this.encl = encl;
    fCount = layout.kref("f_count", 1);
    delayedFput = kernel.work("delayed_fput(" + encl + ")", () -> release.accept(this));
  }
}
