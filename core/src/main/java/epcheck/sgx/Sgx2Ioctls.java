package epcheck.sgx;

/**
 * The ioctls that change the pages of an initialized enclave (ioctl.c, v6.5), on a CPU that has
 * SGX2. Each goes page by page, and lets {@code encl->lock} go in between.
 *
 * <p>An entry of {@code page_array} stays while {@code encl->lock} is dropped, since only ioctls
 * take one out, and there is only one at a time.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/ioctl.c")
abstract class Sgx2Ioctls {
  protected final SgxDriver sgx;

  protected Sgx2Ioctls(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** {@code sgx_ioc_sgx2_ready()}. */
  public int sgxIocSgx2Ready(Encl encl) {
    return encl.flags.testBit(Encl.INITIALIZED) ? 0 : -Errno.EINVAL;
  }

  /**
   * {@code sgx_enclave_etrack()}: no thread goes on with a translation from before. Called with
   * {@code encl->lock} held from the ENCLS leaf on that asks for it.
   */
  public int sgxEnclaveEtrack(Encl encl) {
    EpcPage secs = encl.secs.epcPage.get();
    int ret = sgx.epcm.__etrack(secs);
    if (ret != Epcm.SUCCESS) {
      // The last cycle may not be complete: kick CPUs out of the enclave, and try again.
      sgxEnclaveEtrack_kick(encl);
      ret = sgx.epcm.__etrack(secs);
      if (ret != Epcm.SUCCESS) {
        return -Errno.EFAULT;
      }
    }
    sgxEnclaveEtrack_kick(encl);
    return 0;
  }

  private void sgxEnclaveEtrack_kick(Encl encl) {
    sgx.epcm.onEachCpuMask(sgx.reclaimer.sgxEnclCpumask(encl));
  }

  /** {@code sgx_ioc_enclave_restrict_permissions()}. */
  public int sgxIocEnclaveRestrictPermissions(Encl encl, int index, int count) {
    int ret = sgxIocSgx2Ready(encl);
    return ret != 0 ? ret : sgxEnclaveRestrictPermissions(encl, index, count);
  }

  /** {@code sgx_enclave_restrict_permissions()}. */
  public int sgxEnclaveRestrictPermissions(Encl encl, int index, int count) {
    int ret = 0;
    for (int c = 0; c < count && ret == 0; c++) {
      sgx.reclaimer.sgxReclaimDirect();
      encl.lock.lock();
      ret = sgxEnclaveRestrictPermissions_page(encl, index + c);
      sgx.witness._unlocking(encl);
      encl.lock.unlock();
    }
    return ret;
  }

  private int sgxEnclaveRestrictPermissions_page(Encl encl, int index) {
    EnclPage entry = sgx.fault.sgxEnclLoadPage(encl, index);
    if (entry.isErr()) {
      return _afterLoadError(entry.error);
    }
    // Changing EPCM permissions is only supported on regular SGX pages.
    if (entry.type.get() != PageType.REG) {
      return -Errno.EINVAL;
    }
    if (sgx.epcm.__emodpr(entry.epcPage.get()) != Epcm.SUCCESS) {
      return -Errno.EFAULT;
    }
    return sgxEnclaveEtrack(encl);
  }

  /** {@code sgx_ioc_enclave_modify_types()}. */
  public int sgxIocEnclaveModifyTypes(Encl encl, int index, int count, int pageType) {
    int ret = sgxIocSgx2Ready(encl);
    return ret != 0 ? ret : sgxEnclaveModifyTypes(encl, index, count, pageType);
  }

  /** {@code sgx_enclave_modify_types()}. */
  public int sgxEnclaveModifyTypes(Encl encl, int index, int count, int pageType) {
    int ret = 0;
    for (int c = 0; c < count && ret == 0; c++) {
      sgx.reclaimer.sgxReclaimDirect();
      encl.lock.lock();
      ret = sgxEnclaveModifyTypes_page(encl, index + c, pageType);
      sgx.witness._unlocking(encl);
      encl.lock.unlock();
    }
    return ret;
  }

  private int sgxEnclaveModifyTypes_page(Encl encl, int index, int pageType) {
    EnclPage entry = sgx.fault.sgxEnclLoadPage(encl, index);
    if (entry.isErr()) {
      return _afterLoadError(entry.error);
    }
    // Regular pages can become TCS or TRIM, but TCS pages can only be trimmed.
    int oldType = entry.type.get();
    if (oldType != PageType.REG && (oldType != PageType.TCS || pageType != PageType.TRIM)) {
      return -Errno.EINVAL;
    }
    int maxProtRestore = entry.vmMaxProtBits.get();
    if (oldType == PageType.REG && pageType == PageType.TCS) {
      if ((~maxProtRestore & (Vma.VM_READ | Vma.VM_WRITE)) != 0) {
        return -Errno.EPERM;
      }
      entry.vmMaxProtBits.set(Vma.VM_READ | Vma.VM_WRITE);
      // Prevent page from being reclaimed while mutex is released.
      if (sgx.lru._drop(entry.epcPage.get()) != 0) {
        entry.vmMaxProtBits.set(maxProtRestore);
        return -Errno.EAGAIN;
      }
      _zapUnlocked(encl, index);
      sgx.lru._recordSgx2(entry.epcPage.get());
    }
    if (sgx.epcm.__emodt(entry.epcPage.get(), pageType) != Epcm.SUCCESS) {
      entry.vmMaxProtBits.set(maxProtRestore);
      return -Errno.EFAULT;
    }
    int ret = sgxEnclaveEtrack(encl);
    if (ret == 0) {
      entry.type.set(pageType);
    }
    return ret;
  }

  /** {@code sgx_ioc_enclave_remove_pages()}. */
  public int sgxIocEnclaveRemovePages(Encl encl, int index, int count) {
    int ret = sgxIocSgx2Ready(encl);
    return ret != 0 ? ret : sgxEnclRemovePages(encl, index, count);
  }

  /** {@code sgx_encl_remove_pages()}. The SECS stays, whether or not it has children left. */
  public int sgxEnclRemovePages(Encl encl, int index, int count) {
    int ret = 0;
    for (int c = 0; c < count && ret == 0; c++) {
      sgx.reclaimer.sgxReclaimDirect();
      encl.lock.lock();
      ret = sgxEnclRemovePages_page(encl, index + c);
      sgx.witness._unlocking(encl);
      encl.lock.unlock();
    }
    return ret;
  }

  private int sgxEnclRemovePages_page(Encl encl, int index) {
    EnclPage entry = sgx.fault.sgxEnclLoadPage(encl, index);
    if (entry.isErr()) {
      return _afterLoadError(entry.error);
    }
    if (entry.type.get() != PageType.TRIM) {
      return -Errno.EPERM;
    }
    // EMODPR tells whether EACCEPT was run: of a trimmed page that is accepted it faults.
    if (sgx.epcm.__emodpr(entry.epcPage.get()) != Epcm.PAGE_FAULT) {
      return -Errno.EPERM;
    }
    if (sgx.lru._drop(entry.epcPage.get()) != 0) {
      return -Errno.EBUSY;
    }
    sgxEnclRemovePages_zap(encl, entry);
    sgx.allocator.sgxEnclFreeEpcPage(entry.epcPage.get());
    encl.secsChildCnt.add(-1);
    entry.epcPage.set(null);
    encl.pageArray.erase(index);
    sgx.vaPages.sgxEnclShrink(encl, null);
    sgx.kernel.kfree(entry);
    return 0;
  }

  protected void sgxEnclRemovePages_zap(Encl encl, EnclPage entry) {
    _zapUnlocked(encl, entry.index);
  }

  /** {@code encl->lock} is dropped since {@code sgx_zap_enclave_ptes()} takes mmap_lock. */
  private void _zapUnlocked(Encl encl, int index) {
    sgx.witness._unlocking(encl);
    encl.lock.unlock();
    sgx.reclaimer.sgxZapEnclavePtes(encl, index);
    encl.lock.lock();
  }

  private static int _afterLoadError(int error) {
    return error == -Errno.EBUSY ? -Errno.EAGAIN : -Errno.EFAULT;
  }
}
