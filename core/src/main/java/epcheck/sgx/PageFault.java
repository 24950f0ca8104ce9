package epcheck.sgx;

/**
 * The page fault path (encl.c, v6.5, with {@code sgx_encl_load_secs()} of c6c2adcba50c), on a CPU
 * that has SGX2.
 *
 * <p>Dropped: errors of {@code vmf_insert_pfn()}, which want of memory for a page table causes, and
 * which end in SIGBUS.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class PageFault {
  /** What a fault handler returns. */
  public enum VmFault {
    NOPAGE,

    /** mmap_lock was dropped: the fault is to be tried again. */
    RETRY,
    SIGBUS,

    /** No memory for the kernel's own use: once it is back, the fault is to be tried again. */
    OOM
  }

  protected final SgxDriver sgx;

  public PageFault(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** {@code sgx_vma_fault()}; mmap_lock is held for read. */
  public VmFault sgxVmaFault(Vma vma, int index) {
    Encl encl = vma.vmPrivateData.get();
    if (encl == null) {
      return VmFault.SIGBUS;
    }
    // Without encl->lock.
    if (encl.mayLackPages() && encl.pageArray.load(index) == null) {
      return sgxEnclEaugPage(vma, encl, index);
    }
    encl.lock.lock();
    EnclPage entry = sgxEnclLoadPageInVma(encl, index, vma.vmFlags.get());
    if (entry.isErr()) {
      VmFault ret = _afterError(vma, index, entry.error);
      encl.lock.unlock();
      return ret;
    }
    sgx.mm.vmfInsertPfn(vma, index, entry.epcPage.get());
    sgx.reclaimer.sgxEnclTestAndClearYoung(vma.mm, entry);
    sgx.witness._unlocking(encl);
    encl.lock.unlock();
    return VmFault.NOPAGE;
  }

  /** What becomes of an error: -EBUSY lets the access be tried again, any other one ends it. */
  protected VmFault _afterError(Vma vma, int index, int error) {
    return error == -Errno.EBUSY ? VmFault.NOPAGE : _sigbus(vma, index, error);
  }

  protected VmFault _sigbus(Vma vma, int index, int error) {
    sgx.witness._sigbus(vma, index, error);
    return VmFault.SIGBUS;
  }

  /**
   * {@code sgx_encl_eaug_page()}: adds a page that the enclave has touched and that it does not
   * have.
   */
  public VmFault sgxEnclEaugPage(Vma vma, Encl encl, int index) {
    if (!encl.flags.testBit(Encl.INITIALIZED)) {
      return VmFault.SIGBUS;
    }
    if (sgx.environment._allocationFails()) {
      return VmFault.OOM;
    }
    encl.lock.lock();
    VmFault ret = sgxEnclEaugPage_locked(vma, encl, index);
    sgx.witness._unlocking(encl);
    encl.lock.unlock();
    return ret;
  }

  /**
   * What it does under {@code encl->lock}.
   *
   * <p>The kernel allocates the entry before it takes the lock. Nobody sees it before it is in
   * {@code page_array} or {@code epc_page->owner}, which is read by others only of pages on a list;
   * so it is allocated, and becomes the owner, when nothing can send this fault back any more, and
   * a futile one leaves no trace. (v5's killer may look at the owner of a page that was given to
   * somebody else, see {@link OomKiller}: it finds NULL for longer here.)
   */
  protected VmFault sgxEnclEaugPage_locked(Vma vma, Encl encl, int index) {
    int ret = sgxEnclEaugPage_loadSecs(encl);
    if (ret != 0) {
      return _afterError(vma, index, ret);
    }
    EpcPage epcPage = sgx.allocator.sgxAllocEpcPage(null, false);
    if (epcPage.isErr()) {
      return _afterError(vma, index, epcPage.error);
    }
    VaPage vaPage = sgx.vaPages.sgxEnclGrow(encl, false);
    if (VaPage.isErr(vaPage)) {
      sgx.allocator.sgxEnclFreeEpcPage(epcPage);
      return sgxEnclEaugPage_growFailed(vma, index, vaPage.error);
    }
    if (vaPage != null) {
      encl.vaPages.add(vaPage.list);
    }
    EnclPage enclPage = sgxEnclPageAlloc(encl, index);
    epcPage.setOwner(enclPage);
    // -EBUSY if the page was created in another flow while running without encl->lock.
    ret = _xaInsert(encl, enclPage);
    if (ret == 0) {
      ret = sgx.epcm.__eaug(epcPage, enclPage, encl.secs.epcPage.get());
      if (ret == Epcm.SUCCESS) {
        enclPage.epcPage.set(epcPage);
        enclPage.type.set(PageType.REG);
        encl.secsChildCnt.add(1);
        sgx.lru._recordSgx2(enclPage.epcPage.get());
        sgx.mm.vmfInsertPfn(vma, index, epcPage);
        return VmFault.NOPAGE;
      }
      encl.pageArray.erase(index);
      ret = -Errno.EIO;
    }
    sgx.vaPages.sgxEnclShrink(encl, vaPage);
    sgx.allocator.sgxEnclFreeEpcPage(epcPage);
    sgx.kernel.kfree(enclPage);
    return _sigbus(vma, index, ret);
  }

  /** Has the SECS in the EPC, without which there is no EAUG (c6c2adcba50c). */
  protected int sgxEnclEaugPage_loadSecs(Encl encl) {
    EpcPage secs = sgxEnclLoadSecs(encl);
    return secs.isErr() ? secs.error : 0;
  }

  /** No VA page: -EBUSY is no reason to kill (81fa6fd13b5c). */
  protected VmFault sgxEnclEaugPage_growFailed(Vma vma, int index, int error) {
    return _afterError(vma, index, error);
  }

  /**
   * {@code xa_insert()}: 0, -ENOMEM, or -EBUSY if there is an entry; {@code encl->lock} is held.
   */
  public int _xaInsert(Encl encl, EnclPage enclPage) {
    if (sgx.environment._allocationFails()) {
      return -Errno.ENOMEM;
    }
    return encl.pageArray.insert(enclPage.index, enclPage) ? 0 : -Errno.EBUSY;
  }

  /** {@code sgx_encl_page_alloc()}: a page for reading and writing. The caller sees to failure. */
  public EnclPage sgxEnclPageAlloc(Encl encl, int index) {
    EnclPage enclPage = encl.newPages.get(index).alloc();
    enclPage.encl.set(encl);
    return enclPage;
  }

  /**
   * {@code sgx_encl_load_page_in_vma()}; {@code encl->lock} is held.
   *
   * @param vmFlags what the mapping lets the page be accessed for
   */
  public EnclPage sgxEnclLoadPageInVma(Encl encl, int index, int vmFlags) {
    EnclPage entry = encl.pageArray.load(index);
    if (entry == null) {
      return sgx.enclPageError(-Errno.EFAULT);
    }
    if ((entry.vmMaxProtBits.get() & vmFlags) != vmFlags) {
      return sgx.enclPageError(-Errno.EFAULT);
    }
    return __sgxEnclLoadPage(encl, entry);
  }

  /** {@code sgx_encl_load_page()}; {@code encl->lock} is held. */
  public EnclPage sgxEnclLoadPage(Encl encl, int index) {
    EnclPage entry = encl.pageArray.load(index);
    return entry == null ? sgx.enclPageError(-Errno.EFAULT) : __sgxEnclLoadPage(encl, entry);
  }

  /** {@code __sgx_encl_load_page()}. */
  public EnclPage __sgxEnclLoadPage(Encl encl, EnclPage entry) {
    // Entry successfully located.
    if (entry.epcPage.get() != null) {
      if ((entry.desc.get() & EnclPage.BEING_RECLAIMED) != 0) {
        return sgx.enclPageError(-Errno.EBUSY);
      }
      return entry;
    }
    EpcPage secs = sgxEnclLoadSecs(encl);
    if (secs.isErr()) {
      return sgx.enclPageError(secs.error);
    }
    EpcPage epcPage = sgxEnclEldu(entry, encl.secs.epcPage.get());
    if (epcPage.isErr()) {
      return sgx.enclPageError(epcPage.error);
    }
    encl.secsChildCnt.add(1);
    sgx.lru._record(entry.epcPage.get());
    return entry;
  }

  /** {@code sgx_encl_load_secs()}. */
  public EpcPage sgxEnclLoadSecs(Encl encl) {
    EpcPage epcPage = encl.secs.epcPage.get();
    if (epcPage == null) {
      epcPage = sgxEnclEldu(encl.secs, null);
      if (!epcPage.isErr()) {
        sgx.lru._recordSecs(epcPage);
      }
    }
    return epcPage;
  }

  /** {@code sgx_encl_eldu()}. */
  public EpcPage sgxEnclEldu(EnclPage enclPage, EpcPage secsPage) {
    int vaOffset = enclPage.desc.get() & EnclPage.VA_OFFSET_MASK;
    Encl encl = enclPage.encl.get();
    EpcPage epcPage = sgx.allocator.sgxAllocEpcPage(enclPage, false);
    if (epcPage.isErr()) {
      return epcPage;
    }
    int ret = sgx.backing.__sgxEnclEldu(enclPage, epcPage, secsPage);
    if (ret != 0) {
      sgx.allocator.sgxEnclFreeEpcPage(epcPage);
      return sgx.errPtr(ret);
    }
    VaPage vaPage = enclPage.vaPage.get();
    sgx.vaPages.sgxFreeVaSlot(vaPage, vaOffset);
    encl.vaPages.move(vaPage.list);
    enclPage.desc.and(~EnclPage.VA_OFFSET_MASK);
    enclPage.epcPage.set(epcPage);
    sgx.witness._reloaded(encl, enclPage);
    return epcPage;
  }
}
