package epcheck.sgx;

/**
 * {@code mmap()}, {@code mprotect()}, and VMAs that are copied or split (driver.c, encl.c, v6.5).
 * There is no {@code vm_ops->close}: the enclave does not learn that a VMA goes.
 *
 * <p>Dropped: the check of the range against the enclave's (scenarios map within it) and of {@code
 * READ_IMPLIES_EXEC}; the pause of {@code sgx_encl_may_map()} in which it lets go of both locks
 * after every {@code XA_CHECK_SCHED} (4096) entries, for no enclave here has as many.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class Mapping {
  protected final SgxDriver sgx;

  public Mapping(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /**
   * {@code sgx_mmap()}: the VMA, whose flags are set, is in no tree yet; mmap_lock is held for
   * write.
   */
  @KernelFile("arch/x86/kernel/cpu/sgx/driver.c")
  public int sgxMmap(EnclFile file, Vma vma, int from, int to) {
    Encl encl = file.encl;
    int ret = sgxEnclMayMap(encl, from, to, vma.vmFlags.get());
    if (ret != 0) {
      return ret;
    }
    ret = sgx.mmTracking.sgxEnclMmAdd(encl, vma.mm);
    if (ret != 0) {
      return ret;
    }
    vma.vmPrivateData.set(encl);
    return 0;
  }

  /** {@code sgx_encl_may_map()}: -EACCES if a page's own protection allows less. */
  public int sgxEnclMayMap(Encl encl, int from, int to, int vmFlags) {
    int ret = 0;
    encl.lock.lock();
    encl.pageArray.xaLock().lock();
    for (int index = from; index < to; index++) {
      EnclPage page = encl.pageArray.load(index);
      if (page != null && (~page.vmMaxProtBits.get() & vmFlags) != 0) {
        ret = -Errno.EACCES;
        break;
      }
    }
    encl.pageArray.xaLock().unlock();
    encl.lock.unlock();
    return ret;
  }

  /** {@code sgx_vma_open()}: a VMA was copied or split; mmap_lock is held for write. */
  public void sgxVmaOpen(Vma vma) {
    Encl encl = vma.vmPrivateData.get();
    // In a grandchild of a process, sgx_encl_mm_add() may have failed before.
    if (encl == null) {
      return;
    }
    if (sgx.mmTracking.sgxEnclMmAdd(encl, vma.mm) != 0) {
      sgxVmaOpen_failed(vma);
    }
  }

  /** The mm may be on no list: a VMA without an enclave is what tells. */
  protected void sgxVmaOpen_failed(Vma vma) {
    vma.vmPrivateData.set(null);
  }

  /** {@code sgx_vma_mprotect()}: trusts that there is an enclave. */
  public int sgxVmaMprotect(Vma vma, int from, int to, int newflags) {
    return sgxEnclMayMap(vma.vmPrivateData.get(), from, to, newflags);
  }
}
