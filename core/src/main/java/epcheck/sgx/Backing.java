package epcheck.sgx;

import epcheck.kernel.ListHead;
import epcheck.sgx.BackingFile.ShmemPage;

/**
 * Backing storage of swapped-out pages and their PCMD (encl.c, main.c, v6.5).
 *
 * <p>A {@code struct sgx_backing} is known here by the index of the enclave page that it is for:
 * there is one at most for a page, from the time when a reclaimer marks it until it is written; and
 * one for a load, under {@code encl->lock}.
 *
 * <p>Dropped: which memory cgroup is charged; only the walk that looks for it is there.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class Backing {
  protected final SgxDriver sgx;

  public Backing(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** The pins of a backing that a page is written to. */
  private static int _toWrite(int pageIndex) {
    return 1 << pageIndex;
  }

  /** The pins of a backing that a page is loaded from. */
  private static int _toLoad(int pageIndex) {
    return 1 << 16 + pageIndex;
  }

  // ---- pinning

  /**
   * {@code sgx_encl_alloc_backing()}: pins the backing of a page that is to be written out.
   *
   * @return 0, or a negative error
   */
  public int sgxEnclAllocBacking(Encl encl, int pageIndex) {
    sgxEnclGetMemCgroup(encl);
    // Neither the contents, which were truncated at the last load, nor maybe the PCMD page are
    // there.
    if (sgx.environment._allocationFails()) {
      return -Errno.ENOMEM;
    }
    return __sgxEnclGetBacking(encl, pageIndex, _toWrite(pageIndex));
  }

  /**
   * {@code sgx_encl_lookup_backing()}: pins the backing of a page that is to be loaded.
   *
   * @return 0, or a negative error
   */
  public int sgxEnclLookupBacking(Encl encl, int pageIndex) {
    return __sgxEnclGetBacking(encl, pageIndex, _toLoad(pageIndex));
  }

  /** {@code __sgx_encl_get_backing()}. */
  protected final int __sgxEnclGetBacking(Encl encl, int pageIndex, int pin) {
    BackingFile file = encl.backing;
    if (file.open.get() == 0) {
      return -Errno.EFAULT;
    }
    file._lockPages();
    int ret = sgxEnclGetBackingPage(file, file.contents[pageIndex]);
    if (ret == 0) {
      ret = sgxEnclGetBackingPage(file, file.pcmd);
    }
    if (ret == 0) {
      file.pins.or(pin);
    }
    file._unlockPages();
    return ret;
  }

  /** {@code sgx_encl_get_backing_page()}: reads it back if it was swapped out. */
  public int sgxEnclGetBackingPage(BackingFile file, ShmemPage page) {
    if (file.isReclaimed() && page.swapped.get() != 0) {
      if (sgx.environment._allocationFails()) {
        return -Errno.ENOMEM;
      }
      page.swapped.set(0);
      page.dirty.set(1);
    }
    return 0;
  }

  /** {@code sgx_encl_put_backing()} of a backing that a page was written to. */
  public void sgxEnclPutBacking(Encl encl, int pageIndex) {
    _unpin(encl.backing, _toWrite(pageIndex));
  }

  private static void _unpin(BackingFile file, int pin) {
    file._lockPages();
    file.pins.and(~pin);
    file.detached.and(~pin);
    file._unlockPages();
  }

  /** {@code sgx_encl_get_mem_cgroup()}: ksgxd looks for an mm of the enclave to charge. */
  public void sgxEnclGetMemCgroup(Encl encl) {
    if (!sgx.current.mine().process().ksgxd) {
      return;
    }
    encl.srcu.readLock();
    for (ListHead<EnclMm> at = encl.mmList.nextRcu(); at != encl.mmList; at = at.nextRcu()) {
      Mm mm = at.entry().mm.get();
      if (!mm.mmUsers.getUnlessZero()) {
        continue;
      }
      sgx.reclaimer._putWalked(mm);
      break;
    }
    encl.srcu.readUnlock();
  }

  // ---- writing

  /** {@code __sgx_encl_ewb()} (main.c). */
  @KernelFile("arch/x86/kernel/cpu/sgx/main.c")
  public int __sgxEnclEwb(EpcPage epcPage, Encl encl, int pageIndex, VaPage vaPage, int vaOffset) {
    BackingFile file = encl.backing;
    int ret = sgx.epcm.__ewb(epcPage, vaPage, vaOffset);
    if (ret == Epcm.SUCCESS) {
      if (!_onDetached(file, pageIndex)) {
        file.pcmd.data.or(1 << pageIndex);
      }
      file.contents[pageIndex].data.set(1);
    }
    __sgxEnclEwb_dirty(file, pageIndex);
    return ret;
  }

  /** Whether the PCMD page that was pinned for this page has been truncated since. */
  private static boolean _onDetached(BackingFile file, int pageIndex) {
    file._lockPages();
    int detached = file.detached.get();
    file._unlockPages();
    return (detached & _toWrite(pageIndex)) != 0;
  }

  protected void __sgxEnclEwb_dirty(BackingFile file, int pageIndex) {
    setPageDirty(file, file.pcmd);
    setPageDirty(file, file.contents[pageIndex]);
  }

  /** {@code set_page_dirty()} (mm/folio-compat.c). */
  @KernelFile("mm/folio-compat.c")
  public final void setPageDirty(BackingFile file, ShmemPage page) {
    if (file.isReclaimed()) {
      page.dirty.set(1);
    }
  }

  // ---- loading

  /**
   * {@code __sgx_encl_eldu()}: 0, or a negative error. Whether ELDU succeeds or not, what was
   * stored of the page is gone then; only a backing that cannot be had leaves it as it is.
   */
  public int __sgxEnclEldu(EnclPage enclPage, EpcPage epcPage, EpcPage secsPage) {
    int vaOffset = enclPage.desc.get() & EnclPage.VA_OFFSET_MASK;
    Encl encl = enclPage.encl.get();
    int pageIndex = enclPage.index;
    int ret = sgxEnclLookupBacking(encl, pageIndex);
    if (ret != 0) {
      return ret;
    }
    BackingFile file = encl.backing;
    ret = sgx.epcm.__eldu(epcPage, enclPage, encl, secsPage, vaOffset, _stored(file, pageIndex));
    if (ret != Epcm.SUCCESS) {
      if (Epcm.enclsFailed(ret)) {
        sgx.epcm._enclsWarn(ret, "ELDU");
      }
      sgx.witness._cannotBeLoaded(enclPage);
      ret = -Errno.EFAULT;
    }
    file.pcmd.data.and(~(1 << pageIndex));
    __sgxEnclEldu_dirty(file);
    // The area for the PCMD in the page was zeroed above. Check if the whole page is now empty
    // meaning that all PCMD's have been zeroed.
    boolean pcmdPageEmpty = file.pcmd.data.get() == 0;
    sgxEnclTruncateBackingPage(file, file.contents[pageIndex]);
    if (pcmdPageEmpty && !reclaimerWritingToPcmd(encl)) {
      sgx.kernel.warnOn(file.pcmd.data.get() != 0, "PCMD page not empty after truncate.");
      _truncatePcmd(file, _toLoad(pageIndex));
    } else {
      _unpin(file, _toLoad(pageIndex));
    }
    return ret;
  }

  protected void __sgxEnclEldu_dirty(BackingFile file) {
    setPageDirty(file, file.pcmd);
  }

  /** What ELDU finds: an entry of PCMD that is all zero is not even well-formed. */
  private static int _stored(BackingFile file, int pageIndex) {
    if ((file.pcmd.data.get() >> pageIndex & 1) == 0) {
      return Epcm.GENERAL_PROTECTION;
    }
    return file.contents[pageIndex].data.get() == 0 ? Epcm.MAC_COMPARE_FAIL : Epcm.SUCCESS;
  }

  /**
   * {@code reclaimer_writing_to_pcmd()}: whether a page that shares the PCMD page is about to be
   * written out. The SECS is written in one go under {@code encl->lock}, and has no such mark.
   */
  public boolean reclaimerWritingToPcmd(Encl encl) {
    for (int i = 0; i < encl.pages; i++) {
      EnclPage entry = encl.pageArray.load(i);
      if (entry == null) {
        continue;
      }
      // VA page slot ID uses same bit as the flag so it is important to ensure that the page is not
      // already in backing store.
      if (entry.epcPage.get() != null && (entry.desc.get() & EnclPage.BEING_RECLAIMED) != 0) {
        return true;
      }
    }
    return false;
  }

  /** {@code sgx_encl_truncate_backing_page()}. */
  public void sgxEnclTruncateBackingPage(BackingFile file, ShmemPage page) {
    page.data.set(0);
    if (file.isReclaimed()) {
      page.dirty.set(0);
    }
  }

  /** Truncates the PCMD page, and lets it go: whoever else has it pinned keeps it. */
  private void _truncatePcmd(BackingFile file, int own) {
    sgxEnclTruncateBackingPage(file, file.pcmd);
    file._lockPages();
    file.pins.and(~own);
    file.detached.set(file.pins.get());
    file._unlockPages();
  }

  // ---- memory reclaim

  /** Some task calls what follows for this enclave; for model set-up only. */
  public void _memoryMayBeReclaimed(Encl encl) {
    encl.backing.mayBeReclaimed();
  }

  /** Memory reclaim writes dirty pages of the enclave's backing to swap. */
  public void _writeBack(Encl encl) {
    BackingFile file = encl.backing;
    file._lockPages();
    int pins = file.pins.get();
    for (int i = 0; i <= encl.pages; i++) {
      if ((pins & (_toWrite(i) | _toLoad(i))) == 0) {
        _writeBack(file.contents[i]);
      }
    }
    if ((pins & ~file.detached.get()) == 0) {
      _writeBack(file.pcmd);
    }
    file._unlockPages();
  }

  private static void _writeBack(ShmemPage page) {
    if (page.dirty.get() != 0) {
      page.dirty.set(0);
      page.swapped.set(1);
    }
  }

  /** Memory reclaim drops clean pages of the enclave's backing. */
  public void _dropClean(Encl encl) {
    BackingFile file = encl.backing;
    file._lockPages();
    int pins = file.pins.get();
    for (int i = 0; i <= encl.pages; i++) {
      if ((pins & (_toWrite(i) | _toLoad(i))) == 0) {
        _dropClean(file.contents[i]);
      }
    }
    if ((pins & ~file.detached.get()) == 0) {
      _dropClean(file.pcmd);
    }
    file._unlockPages();
  }

  private static void _dropClean(ShmemPage page) {
    if (page.dirty.get() == 0 && page.swapped.get() == 0) {
      page.data.set(0);
    }
  }
}
