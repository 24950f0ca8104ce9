package epcheck.sgx;

import epcheck.kernel.ListHead;
import java.util.List;

/**
 * The EPC reclaimer (main.c, v6.5): ksgxd and direct reclaim.
 *
 * <p>Between its phases a batch is held by nothing but one enclave reference for each page, the
 * isolation state of the page, and, once set, BEING_RECLAIMED.
 */
public class Reclaimer {
  protected final SgxDriver sgx;

  public Reclaimer(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** One pass, as ksgxd and allocations make it, by whatever name the revision has for it. */
  public void _reclaim() {
    sgxReclaimPages();
  }

  /** {@code sgx_reclaim_pages()}. */
  public final void sgxReclaimPages() {
    EpcPage[] chunk = sgx.batch.mine().chunk;
    sgxReclaimPages_chunk(chunk, sgxReclaimPages_isolate(chunk));
  }

  /**
   * Takes pages off the head of the list, each with a reference on its enclave; returns how many.
   */
  protected int sgxReclaimPages_isolate(EpcPage[] chunk) {
    int cnt = 0;
    sgx.reclaimerLock.lock();
    for (int i = 0; i < SgxDriver.NR_TO_SCAN; i++) {
      if (sgx.activePageList.isEmpty()) {
        break;
      }
      EpcPage epcPage = sgx.activePageList.firstEntry();
      epcPage.list.delInit();
      EnclPage enclPage = epcPage.enclPage();
      if (sgxReclaimPages_get(enclPage)) {
        chunk[cnt++] = epcPage;
      } else {
        // The owner is freeing the page. No need to add the page back to the list of reclaimable
        // pages.
        epcPage.flags.and(~LruTracking.TRACKED);
      }
    }
    sgx.reclaimerLock.unlock();
    return cnt;
  }

  /** {@code kref_get_unless_zero(&encl_page->encl->refcount)}. */
  protected boolean sgxReclaimPages_get(EnclPage enclPage) {
    return enclPage.encl.get().refcount.getUnlessZero();
  }

  /** Goes on with pages that were isolated before the scenario begins. */
  public void _resume(List<EpcPage> isolated) {
    EpcPage[] chunk = sgx.batch.mine().chunk;
    for (int i = 0; i < isolated.size(); i++) {
      chunk[i] = isolated.get(i);
    }
    sgxReclaimPages_chunk(chunk, isolated.size());
  }

  /**
   * Has task {@code id} hold the page isolated, as {@code sgx_reclaim_pages()} leaves it; for model
   * set-up only.
   */
  public void _isolated(int id, EpcPage page) {
    page.list.delInit();
    page.enclPage().encl.get().refcount.get();
  }

  /** All that comes after isolation: age, backing, block, write. */
  public void sgxReclaimPages_chunk(EpcPage[] chunk, int cnt) {
    for (int i = 0; i < cnt; i++) {
      EpcPage epcPage = chunk[i];
      EnclPage enclPage = epcPage.enclPage();
      if (!sgxReclaimPages_prepare(epcPage, enclPage)) {
        sgxReclaimPages_skip(epcPage, enclPage);
        chunk[i] = null;
      }
    }
    for (int i = 0; i < cnt; i++) {
      if (chunk[i] != null) {
        sgxReclaimerBlock(chunk[i]);
      }
    }
    for (int i = 0; i < cnt; i++) {
      EpcPage epcPage = chunk[i];
      if (epcPage == null) {
        continue;
      }
      EnclPage enclPage = epcPage.enclPage();
      sgxReclaimerWrite(epcPage);
      sgxReclaimPages_put(enclPage);
      epcPage.flags.and(~LruTracking.TRACKED);
      sgx.allocator.sgxFreeEpcPage(epcPage);
    }
  }

  /** Ages the page, pins its backing and marks it; false if it is to be skipped. */
  protected boolean sgxReclaimPages_prepare(EpcPage epcPage, EnclPage enclPage) {
    if (!sgxReclaimerAge(epcPage)) {
      return false;
    }
    Encl encl = enclPage.encl.get();
    encl.lock.lock();
    if (sgxEnclAllocBacking(encl) != 0) {
      encl.lock.unlock();
      return false;
    }
    enclPage.desc.or(EnclPage.BEING_RECLAIMED);
    encl.lock.unlock();
    return true;
  }

  /** Back to the end of the list, and only then is the enclave let go. */
  protected void sgxReclaimPages_skip(EpcPage epcPage, EnclPage enclPage) {
    sgx.reclaimerLock.lock();
    sgx.activePageList.addTail(epcPage.list);
    sgx.reclaimerLock.unlock();
    sgxReclaimPages_put(enclPage);
  }

  /** {@code kref_put(&encl_page->encl->refcount, sgx_encl_release)}. */
  protected void sgxReclaimPages_put(EnclPage enclPage) {
    sgx.lifecycle._krefPut(enclPage.encl.get());
  }

  /**
   * {@code sgx_reclaimer_age()}: true if no mm has used the page of late. Of an empty mm_list every
   * page is old.
   */
  public boolean sgxReclaimerAge(EpcPage epcPage) {
    EnclPage page = epcPage.enclPage();
    Encl encl = page.encl.get();
    boolean ret = true;
    encl.srcu.readLock();
    for (ListHead<EnclMm> at = encl.mmList.nextRcu(); at != encl.mmList; at = at.nextRcu()) {
      Mm mm = at.entry().mm.get();
      if (!mm.mmUsers.getUnlessZero()) {
        continue;
      }
      mm.mmapLock.downRead();
      ret = !sgxEnclTestAndClearYoung(mm, page);
      mm.mmapLock.upRead();
      _putWalked(mm);
      if (!ret) {
        break;
      }
    }
    encl.srcu.readUnlock();
    return ret;
  }

  /**
   * Lets a walked mm go; a last {@code mmput()} here would wait for the read section that it is in.
   */
  protected void _putWalked(Mm mm) {
    sgx.mm.mmputAsync(mm);
  }

  /** {@code sgx_encl_test_and_clear_young()} (encl.c). */
  public boolean sgxEnclTestAndClearYoung(Mm mm, EnclPage page) {
    Encl encl = page.encl.get();
    Vma vma = sgx.mm.sgxEnclFind(mm, encl);
    if (vma == null || encl != vma.vmPrivateData.get()) {
      return false;
    }
    return vma.testAndClearYoung(page.index);
  }

  /** {@code sgx_encl_alloc_backing()} (encl.c): shmem always has a page here. */
  public int sgxEnclAllocBacking(Encl encl) {
    sgxEnclGetMemCgroup(encl);
    return encl.backing.open.get() == 0 ? -Errno.EFAULT : 0;
  }

  /** {@code sgx_encl_get_mem_cgroup()} (encl.c): ksgxd looks for an mm of the enclave to charge. */
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
      _putWalked(mm);
      break;
    }
    encl.srcu.readUnlock();
  }

  /** {@code sgx_reclaimer_block()}: zap every PTE, then EBLOCK. */
  public void sgxReclaimerBlock(EpcPage epcPage) {
    EnclPage page = epcPage.enclPage();
    Encl encl = page.encl.get();
    sgxZapEnclavePtes(encl, page.index);
    encl.lock.lock();
    int ret = sgx.epcm.__eblock(epcPage);
    sgx.kernel.warnOn(ret != Epcm.SUCCESS, "EBLOCK returned " + ret);
    encl.lock.unlock();
  }

  /** {@code sgx_zap_enclave_ptes()} (encl.c). Walks again if an mm was added meanwhile. */
  public void sgxZapEnclavePtes(Encl encl, int index) {
    int mmListVersion;
    do {
      mmListVersion = encl.mmListVersion.get();
      // Pairs with smp_wmb() in sgx_encl_mm_add().
      sgx.kernel.smpRmb();
      encl.srcu.readLock();
      for (ListHead<EnclMm> at = encl.mmList.nextRcu(); at != encl.mmList; at = at.nextRcu()) {
        Mm mm = at.entry().mm.get();
        if (!mm.mmUsers.getUnlessZero()) {
          continue;
        }
        mm.mmapLock.downRead();
        Vma vma = sgx.mm.sgxEnclFind(mm, encl);
        if (vma != null && encl == vma.vmPrivateData.get()) {
          vma.clearPte(index);
        }
        mm.mmapLock.upRead();
        _putWalked(mm);
      }
      encl.srcu.readUnlock();
    } while (encl.mmListVersion.get() != mmListVersion);
  }

  /** {@code sgx_reclaimer_write()}. With the last child of an initialized enclave goes its SECS. */
  public void sgxReclaimerWrite(EpcPage epcPage) {
    EnclPage enclPage = epcPage.enclPage();
    Encl encl = enclPage.encl.get();
    encl.lock.lock();
    sgxEnclEwb(epcPage);
    enclPage.epcPage.set(null);
    encl.secsChildCnt.add(-1);
    if (encl.secsChildCnt.get() == 0 && encl.flags.testBit(Encl.INITIALIZED)) {
      if (sgxEnclAllocBacking(encl) == 0) {
        sgxEnclEwb(encl.secs.epcPage.get());
        sgx.lru._dropUnreclaimable(encl.secs.epcPage.get());
        sgx.allocator.sgxEnclFreeEpcPage(encl.secs.epcPage.get());
        encl.secs.epcPage.set(null);
      }
    }
    encl.lock.unlock();
  }

  /** {@code sgx_encl_ewb()}; {@code encl->lock} is held. */
  public void sgxEnclEwb(EpcPage epcPage) {
    EnclPage enclPage = epcPage.enclPage();
    Encl encl = enclPage.encl.get();
    enclPage.desc.and(~EnclPage.BEING_RECLAIMED);
    VaPage vaPage = encl.vaPages.firstEntry();
    int vaOffset = sgx.vaPages.sgxAllocVaSlot(vaPage);
    if (sgx.vaPages.sgxVaPageFull(vaPage)) {
      encl.vaPages.moveTail(vaPage.list);
    }
    int ret = sgx.epcm.__ewb(epcPage);
    if (ret != Epcm.SUCCESS) {
      sgx.kernel.warnOn(true, "EWB returned " + ret);
      sgx.vaPages.sgxFreeVaSlot(vaPage, vaOffset);
    } else {
      enclPage.desc.or(vaOffset);
      enclPage.vaPage.set(vaPage);
    }
  }
}
