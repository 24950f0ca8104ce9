package epcheck.sgx;

import epcheck.kernel.ListHead;
import epcheck.kernel.Work;
import java.util.List;

/**
 * The EPC reclaimer (main.c, v6.5): ksgxd and direct reclaim.
 *
 * <p>Between its phases a batch is held by nothing but one enclave reference for each page, the
 * isolation state of the page, and, once set, BEING_RECLAIMED.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class Reclaimer {
  protected final SgxDriver sgx;

  /**
   * {@code ksgxd_waitq} and the kernel thread that sleeps there. Null if no allocation wakes it; a
   * scenario may still have passes of ksgxd as calls of a task.
   */
  private final Work ksgxdWaitq;

  private final Process ksgxdTsk;

  public Reclaimer(SgxDriver sgx) {
    this.sgx = sgx;
    boolean wakes = sgx.sizes.lowPages() > 0;
    ksgxdWaitq = wakes ? sgx.kernel.kthread("ksgxd", this::ksgxd) : null;
    ksgxdTsk = wakes ? sgx.addKernelThread("ksgxd", null) : null;
  }

  /** One pass, as ksgxd and allocations make it, by whatever name the revision has for it. */
  public void _reclaim() {
    sgxReclaimPages();
  }

  /**
   * {@code ksgxd()}, one round of its loop: queueing it is {@code wake_up(&ksgxd_waitq)}.
   *
   * <p>{@code wait_event_freezable()} looks at the condition once more when the thread is on the
   * queue already, so a wake-up from then on makes it look again, as one does that comes after the
   * item has begun. Looking has no effect, so of several looks of which only the last finds
   * something to do, or none does, that last one says it all; here it is the only one. After a pass
   * the thread looks again without being woken, which is what it queues itself for: a round leaves
   * nothing behind on the stack.
   *
   * <p>Dropped: freezing, {@code kthread_stop()}, and {@code __sgx_sanitize_pages()}: a page that
   * is not sanitized yet is on a list that nobody else sees, so until then it is as if it were not
   * there.
   */
  public void ksgxd() {
    if (sgxShouldReclaim(sgx.sizes.highPages())) {
      _reclaim();
      _wakeUpKsgxd();
    }
  }

  /** {@code wake_up(&ksgxd_waitq)}. */
  protected final void _wakeUpKsgxd() {
    ksgxdWaitq.queue();
  }

  /** ksgxd, if {@code current_is_ksgxd()}, else null. */
  final Process _ifCurrentIsKsgxd() {
    return ksgxdWaitq != null && ksgxdWaitq.isCurrent() ? ksgxdTsk : null;
  }

  /**
   * {@code sgx_should_reclaim()}. A watermark of 0 is none: then there is nothing to look at,
   * though the count may be below zero for a moment.
   */
  public boolean sgxShouldReclaim(int watermark) {
    return watermark > 0
        && sgx.allocator.nrFreePages._read() < watermark
        && sgx.allocator.sgxCanReclaim();
  }

  /** {@code sgx_reclaim_direct()}; no lock is held. */
  public void sgxReclaimDirect() {
    if (sgxShouldReclaim(sgx.sizes.lowPages())) {
      _reclaim();
    }
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
        sgx.witness._isolated(epcPage);
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
      sgxReclaimPages_free(epcPage);
    }
  }

  protected void sgxReclaimPages_free(EpcPage epcPage) {
    sgx.allocator.sgxFreeEpcPage(epcPage);
  }

  /** Ages the page, pins its backing and marks it; false if it is to be skipped. */
  protected boolean sgxReclaimPages_prepare(EpcPage epcPage, EnclPage enclPage) {
    if (!sgxReclaimerAge(epcPage)) {
      return false;
    }
    return _pinAndMark(enclPage);
  }

  /** Pins the backing of a page, and marks the page; false if there is no memory. */
  protected boolean _pinAndMark(EnclPage enclPage) {
    Encl encl = enclPage.encl.get();
    encl.lock.lock();
    if (sgx.backing.sgxEnclAllocBacking(encl, enclPage.index) != 0) {
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
    Vma vma = sgx.mm.sgxEnclFind(mm, encl, page.index);
    if (vma == null || encl != vma.vmPrivateData.get()) {
      return false;
    }
    return mm.testAndClearYoung(encl, page.index);
  }

  /** {@code sgx_reclaimer_block()}: zap every PTE, then EBLOCK. */
  public void sgxReclaimerBlock(EpcPage epcPage) {
    EnclPage page = epcPage.enclPage();
    Encl encl = page.encl.get();
    sgxZapEnclavePtes(encl, page.index);
    encl.lock.lock();
    int ret = sgx.epcm.__eblock(epcPage);
    if (Epcm.enclsFailed(ret)) {
      sgx.epcm._enclsWarn(ret, "EBLOCK");
    }
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
        Vma vma = sgx.mm.sgxEnclFind(mm, encl, index);
        if (vma != null && encl == vma.vmPrivateData.get()) {
          sgx.mm.zapVmaPtes(vma, index);
        }
        mm.mmapLock.upRead();
        _putWalked(mm);
      }
      encl.srcu.readUnlock();
    } while (sgxZapEnclavePtes_again(encl, mmListVersion));
  }

  /** An mm was added during the walk, which may have missed it. */
  protected boolean sgxZapEnclavePtes_again(Encl encl, int mmListVersion) {
    return encl.mmListVersion.get() != mmListVersion;
  }

  /**
   * {@code sgx_encl_cpumask()} (encl.c): the CPUs that may be inside, of the mms that have the
   * enclave mapped. Comes after ETRACK: who enters in an mm that is added meanwhile does so in a
   * new epoch.
   */
  @KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
  public int sgxEnclCpumask(Encl encl) {
    int cpumask = 0;
    encl.srcu.readLock();
    for (ListHead<EnclMm> at = encl.mmList.nextRcu(); at != encl.mmList; at = at.nextRcu()) {
      Mm mm = at.entry().mm.get();
      if (!mm.mmUsers.getUnlessZero()) {
        continue;
      }
      cpumask |= sgx.epcm.mmCpumask(mm);
      _putWalked(mm);
    }
    encl.srcu.readUnlock();
    return cpumask;
  }

  /** {@code sgx_reclaimer_write()}. With the last child of an initialized enclave goes its SECS. */
  public void sgxReclaimerWrite(EpcPage epcPage) {
    EnclPage enclPage = epcPage.enclPage();
    Encl encl = enclPage.encl.get();
    encl.lock.lock();
    sgxReclaimerWrite_locked(encl, enclPage, epcPage);
    sgx.witness._unlocking(encl);
    encl.lock.unlock();
  }

  /** What it does under {@code encl->lock}. */
  protected void sgxReclaimerWrite_locked(Encl encl, EnclPage enclPage, EpcPage epcPage) {
    sgxEnclEwb(epcPage);
    enclPage.epcPage.set(null);
    encl.secsChildCnt.add(-1);
    sgxReclaimerWrite_put(enclPage);
    if (encl.secsChildCnt.get() == 0 && encl.flags.testBit(Encl.INITIALIZED)) {
      // Without backing the SECS stays, until the next page is written out or the enclave ends.
      if (sgx.backing.sgxEnclAllocBacking(encl, encl.secs.index) == 0) {
        sgxEnclEwb(encl.secs.epcPage.get());
        sgx.lru._dropSecs(encl.secs.epcPage.get());
        sgx.allocator.sgxEnclFreeEpcPage(encl.secs.epcPage.get());
        encl.secs.epcPage.set(null);
        sgx.backing.sgxEnclPutBacking(encl, encl.secs.index);
      }
    }
  }

  /** {@code sgx_encl_put_backing(backing)}. */
  protected void sgxReclaimerWrite_put(EnclPage enclPage) {
    sgx.backing.sgxEnclPutBacking(enclPage.encl.get(), enclPage.index);
  }

  /**
   * {@code sgx_encl_ewb()}; {@code encl->lock} is held. If the page is not tracked, an ETRACK makes
   * that good, and at last interrupts to all CPUs that may be inside. The caller goes on even if
   * EWB fails for good: then the page is lost, and goes to the free list without EREMOVE.
   */
  public void sgxEnclEwb(EpcPage epcPage) {
    EnclPage enclPage = epcPage.enclPage();
    Encl encl = enclPage.encl.get();
    int index = enclPage.index;
    sgx.witness._writingOut(enclPage, epcPage);
    enclPage.desc.and(~EnclPage.BEING_RECLAIMED);
    sgx.witness._takingVaSlot(encl);
    VaPage vaPage = encl.vaPages.firstEntry();
    int vaOffset = sgx.vaPages.sgxAllocVaSlot(vaPage);
    if (sgx.vaPages.sgxVaPageFull(vaPage)) {
      encl.vaPages.moveTail(vaPage.list);
    }
    int ret = sgx.backing.__sgxEnclEwb(epcPage, encl, index, vaPage, vaOffset);
    if (ret == Epcm.NOT_TRACKED) {
      ret = sgx.epcm.__etrack(encl.secs.epcPage.get());
      if (Epcm.enclsFailed(ret)) {
        sgx.epcm._enclsWarn(ret, "ETRACK");
      }
      ret = sgx.backing.__sgxEnclEwb(epcPage, encl, index, vaPage, vaOffset);
      if (ret == Epcm.NOT_TRACKED) {
        sgxEnclEwb_kick(encl);
        ret = sgx.backing.__sgxEnclEwb(epcPage, encl, index, vaPage, vaOffset);
      }
    }
    if (ret != Epcm.SUCCESS) {
      if (Epcm.enclsFailed(ret)) {
        sgx.epcm._enclsWarn(ret, "EWB");
      }
      sgx.vaPages.sgxFreeVaSlot(vaPage, vaOffset);
    } else {
      enclPage.desc.or(vaOffset);
      enclPage.vaPage.set(vaPage);
      sgx.witness._evicted(encl, enclPage);
    }
  }

  /** {@code on_each_cpu_mask(sgx_encl_cpumask(encl), sgx_ipi_cb, NULL, 1)}. */
  protected void sgxEnclEwb_kick(Encl encl) {
    sgx.epcm.onEachCpuMask(sgxEnclCpumask(encl));
  }
}
