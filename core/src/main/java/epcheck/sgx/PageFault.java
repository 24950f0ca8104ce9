package epcheck.sgx;

/**
 * The page fault path (encl.c, v6.5, with {@code sgx_encl_load_secs()} of c6c2adcba50c).
 *
 * <p>Dropped: EAUG (every page is in {@code page_array}), permissions (all mappings are allowed),
 * PCMD pages.
 */
public class PageFault {
  /** What a fault handler returns. */
  public enum VmFault {
    NOPAGE,
    SIGBUS
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
    encl.lock.lock();
    EnclPage entry = sgxEnclLoadPageInVma(encl, index);
    if (entry.isErr()) {
      encl.lock.unlock();
      return entry.error == -Errno.EBUSY ? VmFault.NOPAGE : VmFault.SIGBUS;
    }
    sgx.mm.vmfInsertPfn(vma, index, entry.epcPage.get());
    sgx.reclaimer.sgxEnclTestAndClearYoung(vma.mm, entry);
    encl.lock.unlock();
    return VmFault.NOPAGE;
  }

  /** {@code sgx_encl_load_page_in_vma()}; {@code encl->lock} is held. */
  public EnclPage sgxEnclLoadPageInVma(Encl encl, int index) {
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
    int ret = sgx.epcm.__eldu(epcPage, enclPage, encl, secsPage);
    if (sgx.kernel.warnOn(ret != Epcm.SUCCESS, "ELDU returned " + ret)) {
      sgx.allocator.sgxEnclFreeEpcPage(epcPage);
      return sgx.errPtr(-Errno.EFAULT);
    }
    VaPage vaPage = enclPage.vaPage.get();
    sgx.vaPages.sgxFreeVaSlot(vaPage, vaOffset);
    encl.vaPages.move(vaPage.list);
    enclPage.desc.and(~EnclPage.VA_OFFSET_MASK);
    enclPage.epcPage.set(epcPage);
    return epcPage;
  }
}
