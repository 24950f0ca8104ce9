package epcheck.sgx;

/** Access to the memory of a debug enclave by a debugger (encl.c, v6.5). */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class Ptrace {
  protected final SgxDriver sgx;

  public Ptrace(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /**
   * {@code sgx_vma_access()} that writes one word, which it reads first; mmap_lock is held for
   * read. Returns 0 or an error.
   */
  public int sgxVmaAccess(Vma vma, int index) {
    Encl encl = vma.vmPrivateData.get();
    // If the process was forked, the VMA may still be there, but not of an enclave any more.
    if (encl == null || !sgxVmaAccess_allowed(encl)) {
      return -Errno.EFAULT;
    }
    EnclPage entry = sgxEnclReservePage(encl, index, vma.vmFlags.get());
    if (entry.isErr()) {
      return entry.error;
    }
    int ret = sgxEnclDebugRead(entry);
    if (ret == 0) {
      ret = sgxEnclDebugWrite(entry);
    }
    sgx.witness._unlocking(encl);
    encl.lock.unlock();
    return ret;
  }

  protected boolean sgxVmaAccess_allowed(Encl encl) {
    return encl.flags.testBit(Encl.DEBUG);
  }

  /**
   * {@code sgx_encl_reserve_page()}: loads a page, and leaves {@code encl->lock} held if that
   * succeeds. As long as the page is being reclaimed, or no EPC is free, it tries again.
   */
  public EnclPage sgxEnclReservePage(Encl encl, int index, int vmFlags) {
    EnclPage[] entry = new EnclPage[1];
    sgx.kernel.spinUntil(
        () -> {
          encl.lock.lock();
          entry[0] = sgx.fault.sgxEnclLoadPageInVma(encl, index, vmFlags);
          if (entry[0].error != -Errno.EBUSY) {
            return true;
          }
          encl.lock.unlock();
          return false;
        });
    if (entry[0].isErr()) {
      encl.lock.unlock();
    }
    return entry[0];
  }

  /** {@code sgx_encl_debug_read()}. */
  public int sgxEnclDebugRead(EnclPage page) {
    return sgx.epcm.__edbgrd(page.epcPage.get()) == Epcm.SUCCESS ? 0 : -Errno.EIO;
  }

  /** {@code sgx_encl_debug_write()}. */
  public int sgxEnclDebugWrite(EnclPage page) {
    return sgx.epcm.__edbgwr(page.epcPage.get()) == Epcm.SUCCESS ? 0 : -Errno.EIO;
  }
}
