package epcheck.sgx;

/**
 * The ioctls of /dev/sgx_enclave that make an enclave (ioctl.c, v6.5); those that change one are in
 * {@link Sgx2Ioctls}.
 *
 * <p>Dropped: the checks of arguments, which scenarios get right; SGX_IOC_ENCLAVE_PROVISION (writes
 * what only INIT reads); copies from and to user space, which do not fail. Pages are added for
 * reading and writing, and measured; their source is always mapped, but reading it may fail for
 * want of memory.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/ioctl.c")
public class Ioctls extends Sgx2Ioctls {
  protected static final int CREATE = 0;
  protected static final int ADD_PAGES = 1;
  protected static final int INIT = 2;
  protected static final int RESTRICT_PERMISSIONS = 5;
  protected static final int MODIFY_TYPES = 6;
  protected static final int REMOVE_PAGES = 7;

  public Ioctls(SgxDriver sgx) {
    super(sgx);
  }

  // ---- ioctl(2), by command

  /** SGX_IOC_ENCLAVE_CREATE. */
  public int _create(EnclFile file) {
    return ioctl(file, CREATE, 0, 0, 0);
  }

  /** SGX_IOC_ENCLAVE_ADD_PAGES of {@code count} pages from {@code index} on. */
  public int _addPages(EnclFile file, int index, int count) {
    return ioctl(file, ADD_PAGES, index, count, 0);
  }

  /** SGX_IOC_ENCLAVE_INIT. */
  public int _init(EnclFile file) {
    return ioctl(file, INIT, 0, 0, 0);
  }

  /** SGX_IOC_ENCLAVE_RESTRICT_PERMISSIONS. */
  public int _restrictPermissions(EnclFile file, int index, int count) {
    return ioctl(file, RESTRICT_PERMISSIONS, index, count, 0);
  }

  /** SGX_IOC_ENCLAVE_MODIFY_TYPES to {@link PageType#TCS} or {@link PageType#TRIM}. */
  public int _modifyTypes(EnclFile file, int index, int count, int pageType) {
    return ioctl(file, MODIFY_TYPES, index, count, pageType);
  }

  /** SGX_IOC_ENCLAVE_REMOVE_PAGES. */
  public int _removePages(EnclFile file, int index, int count) {
    return ioctl(file, REMOVE_PAGES, index, count, 0);
  }

  /**
   * {@code ioctl()} (fs/ioctl.c). For as long as it runs it has a reference on the file, since
   * another thread may close the descriptor; that is its last put's task work, then. Which process
   * has which descriptor is up to the scenario: a file that nobody has open is a bad one.
   */
  @KernelFile("fs/ioctl.c")
  public int ioctl(EnclFile file, int cmd, int index, int count, int pageType) {
    sgx.mm._leaveEnclave();
    if (!file.fCount.getUnlessZero()) {
      return -Errno.EBADF;
    }
    int ret = sgxIoctl(file, cmd, index, count, pageType);
    sgx.files.taskWorkRun(sgx.files.fput(file));
    return ret;
  }

  /** {@code sgx_ioctl()}: one at a time. */
  public int sgxIoctl(EnclFile file, int cmd, int index, int count, int pageType) {
    Encl encl = file.encl;
    if ((cmd == ADD_PAGES || cmd == REMOVE_PAGES) && !encl.mayLackPages()) {
      throw new IllegalStateException(encl + " is declared to have all its pages at all times");
    }
    if (encl.flags.testAndSetBit(Encl.IOCTL)) {
      return -Errno.EBUSY;
    }
    int ret =
        switch (cmd) {
          case CREATE -> sgxIocEnclaveCreate(encl);
          case ADD_PAGES -> sgxIocEnclaveAddPages(encl, index, count);
          case INIT -> sgxIocEnclaveInit(encl);
          case RESTRICT_PERMISSIONS -> sgxIocEnclaveRestrictPermissions(encl, index, count);
          case MODIFY_TYPES -> sgxIocEnclaveModifyTypes(encl, index, count, pageType);
          default -> sgxIocEnclaveRemovePages(encl, index, count);
        };
    sgxIoctl_done(encl, ret);
    return ret;
  }

  protected void sgxIoctl_done(Encl encl, int ret) {
    encl.flags.clearBit(Encl.IOCTL);
  }

  // ---- CREATE

  /** {@code sgx_ioc_enclave_create()}. */
  public int sgxIocEnclaveCreate(Encl encl) {
    if (encl.flags.testBit(Encl.CREATED)) {
      return -Errno.EINVAL;
    }
    if (sgx.environment._allocationFails()) {
      return -Errno.ENOMEM;
    }
    return sgxEnclCreate(encl);
  }

  /** {@code sgx_encl_create()}. Without {@code encl->lock}: CREATED is set only at the end. */
  public int sgxEnclCreate(Encl encl) {
    VaPage vaPage = sgx.vaPages.sgxEnclGrow(encl, true);
    if (VaPage.isErr(vaPage)) {
      return vaPage.error;
    }
    if (vaPage != null) {
      encl.vaPages.add(vaPage.list);
    }
    // shmem_file_setup()
    if (sgx.environment._allocationFails()) {
      sgx.vaPages.sgxEnclShrink(encl, vaPage);
      return -Errno.ENOMEM;
    }
    EpcPage secsEpc = sgx.allocator.sgxAllocEpcPage(encl.secs, true);
    if (secsEpc.isErr()) {
      sgx.vaPages.sgxEnclShrink(encl, vaPage);
      return secsEpc.error;
    }
    encl.secs.epcPage.set(secsEpc);
    if (sgx.epcm.__ecreate(secsEpc, encl) != Epcm.SUCCESS) {
      sgx.allocator.sgxEnclFreeEpcPage(encl.secs.epcPage.get());
      encl.secs.epcPage.set(null);
      sgx.vaPages.sgxEnclShrink(encl, vaPage);
      return -Errno.EIO;
    }
    encl.backing.open.set(1);
    if (encl.attrDebug()) {
      encl.flags.setBit(Encl.DEBUG);
    }
    encl.secs.encl.set(encl);
    sgx.lru._recordSecs(encl.secs.epcPage.get());
    // Set only after completion, as encl->lock has not been taken.
    encl.flags.setBit(Encl.CREATED);
    return 0;
  }

  // ---- ADD_PAGES

  /** {@code sgx_ioc_enclave_add_pages()}. */
  public int sgxIocEnclaveAddPages(Encl encl, int index, int count) {
    int ret = sgxIocEnclaveAddPages_ready(encl);
    if (ret != 0) {
      return ret;
    }
    for (int c = 0; c < count; c++) {
      if (sgx.current.mine().process().signalPending()) {
        if (c == 0) {
          ret = -Errno.ERESTARTSYS;
        }
        break;
      }
      ret = sgxEnclAddPage(encl, index + c);
      if (ret != 0) {
        break;
      }
    }
    return ret;
  }

  protected int sgxIocEnclaveAddPages_ready(Encl encl) {
    return !encl.flags.testBit(Encl.CREATED) || encl.flags.testBit(Encl.INITIALIZED)
        ? -Errno.EINVAL
        : 0;
  }

  /** {@code sgx_encl_add_page()}. All pages are allocated before a lock is taken. */
  public int sgxEnclAddPage(Encl encl, int index) {
    if (sgx.environment._allocationFails()) {
      return -Errno.ENOMEM;
    }
    EnclPage enclPage = sgx.fault.sgxEnclPageAlloc(encl, index);
    EpcPage epcPage = sgx.allocator.sgxAllocEpcPage(enclPage, true);
    if (epcPage.isErr()) {
      sgx.kernel.kfree(enclPage);
      return epcPage.error;
    }
    int ret;
    VaPage vaPage = sgx.vaPages.sgxEnclGrow(encl, true);
    if (VaPage.isErr(vaPage)) {
      ret = vaPage.error;
    } else {
      Mm mm = sgx.current.mine().process().mm;
      mm.mmapLock.downRead();
      sgxEnclAddPage_lock(encl);
      ret = sgxEnclAddPage_locked(encl, enclPage, epcPage, vaPage);
      sgx.witness._unlocking(encl);
      sgxEnclAddPage_unlock(encl);
      mm.mmapLock.upRead();
    }
    if (ret != 0) {
      sgx.allocator.sgxEnclFreeEpcPage(epcPage);
      sgx.kernel.kfree(enclPage);
    }
    return ret;
  }

  protected void sgxEnclAddPage_lock(Encl encl) {
    encl.lock.lock();
  }

  protected void sgxEnclAddPage_unlock(Encl encl) {
    encl.lock.unlock();
  }

  /** What it does under {@code encl->lock}. */
  protected int sgxEnclAddPage_locked(
      Encl encl, EnclPage enclPage, EpcPage epcPage, VaPage vaPage) {
    // Adding to encl->va_pages must be done under encl->lock. Ditto for deleting (via
    // sgx_encl_shrink()) in the error path.
    if (vaPage != null) {
      encl.vaPages.add(vaPage.list);
    }
    // Insert prior to EADD in case of OOM.
    int ret = sgx.fault._xaInsert(encl, enclPage);
    if (ret == 0) {
      ret = __sgxEnclAddPage(encl, enclPage, epcPage);
      if (ret == 0) {
        // Complete the "add" before doing the "extend". If that fails, nobody takes this one off
        // secs_child_cnt again.
        enclPage.epcPage.set(epcPage);
        enclPage.type.set(PageType.REG);
        encl.secsChildCnt.add(1);
        ret = __sgxEnclExtend(encl, epcPage);
      }
      if (ret == 0) {
        sgx.lru._record(enclPage.epcPage.get());
        return 0;
      }
      encl.pageArray.erase(enclPage.index);
    }
    sgx.vaPages.sgxEnclShrink(encl, vaPage);
    return ret;
  }

  /** {@code __sgx_encl_add_page()}. The source is read with {@code encl->lock} held. */
  public int __sgxEnclAddPage(Encl encl, EnclPage enclPage, EpcPage epcPage) {
    // get_user_pages()
    if (sgx.environment._allocationFails()) {
      return -Errno.EFAULT;
    }
    int ret = sgx.epcm.__eadd(epcPage, enclPage, encl.secs.epcPage.get());
    return ret == Epcm.SUCCESS ? 0 : -Errno.EIO;
  }

  /** {@code __sgx_encl_extend()}: its 16 EEXTENDs under one lock are one. */
  public int __sgxEnclExtend(Encl encl, EpcPage epcPage) {
    int ret = sgx.epcm.__eextend(encl.secs.epcPage.get(), epcPage);
    if (ret == Epcm.SUCCESS) {
      return 0;
    }
    if (Epcm.enclsFailed(ret)) {
      sgx.epcm._enclsWarn(ret, "EEXTEND");
    }
    return -Errno.EIO;
  }

  // ---- INIT

  /** {@code sgx_ioc_enclave_init()}. */
  public int sgxIocEnclaveInit(Encl encl) {
    int ret = sgxIocEnclaveInit_ready(encl);
    if (ret != 0) {
      return ret;
    }
    if (sgx.environment._allocationFails()) {
      return -Errno.ENOMEM;
    }
    return sgxEnclInit(encl);
  }

  protected int sgxIocEnclaveInit_ready(Encl encl) {
    return !encl.flags.testBit(Encl.CREATED) || encl.flags.testBit(Encl.INITIALIZED)
        ? -Errno.EINVAL
        : 0;
  }

  /**
   * {@code sgx_encl_init()}. Dropped: interrupts that end EINIT early, after which it is tried
   * again (up to 1000 times, with {@code msleep_interruptible()} after each 20) under the same
   * lock, with nothing changed.
   */
  public int sgxEnclInit(Encl encl) {
    encl.lock.lock();
    int ret = sgxEnclInit_locked(encl);
    encl.lock.unlock();
    return ret;
  }

  /** What it does under {@code encl->lock}. */
  protected int sgxEnclInit_locked(Encl encl) {
    int ret = sgx.epcm.__einit(encl);
    if (ret != Epcm.SUCCESS) {
      if (Epcm.enclsFailed(ret)) {
        sgx.epcm._enclsWarn(ret, "EINIT");
      }
      return -Errno.EIO;
    }
    encl.flags.setBit(Encl.INITIALIZED);
    return 0;
  }
}
