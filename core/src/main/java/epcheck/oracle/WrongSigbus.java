package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.Errno;
import epcheck.sgx.Vma;

/**
 * The access that a fault handler is called for succeeds in the end, unless the enclave was killed,
 * does not have the page or lets nobody access it so, or memory is short: {@link SpuriousEnomem}
 * looks into that.
 */
final class WrongSigbus extends Oracle {
  private Vma vma;
  private int index;
  private int error;

  WrongSigbus() {
    super("wrong-sigbus", "no thread of a live enclave is killed for an access that is all right");
  }

  WrongSigbus of(Vma accessed, int page, int reason) {
    vma = accessed;
    index = page;
    error = reason;
    return this;
  }

  @Override
  public String breach() {
    Encl encl = vma.vmPrivateData.get();
    if (error == -Errno.ENOMEM || encl.flags.testBit(Encl.NO_MEMORY)) {
      return null;
    }
    EnclPage entry = encl.pageArray.load(index);
    String who = "a thread that touches " + encl + "/" + index + " gets SIGBUS (" + error + ")";
    if (entry == null) {
      return error == -Errno.EFAULT ? null : who + ", though the page could be added";
    }
    boolean allowed = (vma.vmFlags.get() & ~entry.vmMaxProtBits.get()) == 0;
    return allowed ? who + ", though the enclave has that page" : null;
  }
}
