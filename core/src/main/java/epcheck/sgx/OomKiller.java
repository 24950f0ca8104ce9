package epcheck.sgx;

import epcheck.kernel.ListHead;

/**
 * The EPC OOM killer (main.c, v5 12/18: "[PATCH v5 12/18] x86/sgx: Add EPC OOM path to forcefully
 * reclaim EPC").
 *
 * <p>What follows is the posted code, statement by statement. Note where {@code lru->lock} is
 * dropped, and what is read of the victim page after that.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class OomKiller {
  protected final SgxDriver sgx;

  public OomKiller(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** {@code sgx_oom_get_ref()}: pins the enclave that owns the page. */
  public boolean sgxOomGetRef(EpcPage epcPage) {
    Encl encl;
    if ((epcPage.flags.get() & PageState.OWNER_PAGE) != 0) {
      encl = epcPage.enclPage().encl.get();
    } else if ((epcPage.flags.get() & PageState.OWNER_ENCL) != 0) {
      encl = epcPage.encl();
    } else {
      return false;
    }
    boolean ref = encl.refcount.getUnlessZero();
    if (ref) {
      sgx.witness._victimChosen(epcPage, encl);
    }
    return ref;
  }

  /**
   * {@code sgx_oom_get_victim()}: pops pages until the owner of one can be pinned; {@code
   * lru->lock} is held.
   */
  public EpcPage sgxOomGetVictim(LruLists lru) {
    if (lru.unreclaimable.isEmpty()) {
      return null;
    }
    ListHead<EpcPage> at = lru.unreclaimable.next();
    while (at != lru.unreclaimable) {
      ListHead<EpcPage> tmp = at.next();
      EpcPage epcPage = at.entry();
      epcPage.list.delInit();
      if (sgxOomGetRef(epcPage)) {
        return epcPage;
      }
      at = tmp;
    }
    return null;
  }

  /**
   * {@code sgx_epc_oom_zap()}: every VMA of the enclave in this mm, whose mmap_lock is held for
   * read.
   */
  public void sgxEpcOomZap(Encl owner, Mm mm) {
    for (int i = 0; i < mm.vmas().size(); i++) {
      Vma vma = mm.vmas().get(i);
      if (vma.mapped.get() != 0 && vma.vmPrivateData.get() == owner) {
        sgx.mm.unmapVmas(vma);
      }
    }
  }

  /** {@code sgx_oom_encl()}: kills an enclave on which the caller has a reference, and puts it. */
  public boolean sgxOomEncl(Encl encl) {
    if (!encl.flags.testBit(Encl.CREATED)) {
      sgx.lifecycle._krefPut(encl);
      return false;
    }
    // Killed before: the victim's last pages are still in RECLAIM_IN_PROGRESS, so the caller is
    // told to wait.
    if (!encl.flags.testBit(Encl.NO_MEMORY) && sgxOomEncl_mark(encl)) {
      sgxOomEncl_zap(encl);
      sgxOomEncl_drain(encl);
    }
    sgx.lifecycle._krefPut(encl);
    return true;
  }

  /** From here on the enclave is killed; false if it is to live after all. */
  protected boolean sgxOomEncl_mark(Encl encl) {
    sgx.witness._killing(encl);
    encl.flags.setBit(Encl.NO_MEMORY);
    return true;
  }

  /** Removes all PTEs of the enclave from all mms on its list. */
  protected void sgxOomEncl_zap(Encl encl) {
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
        sgxEpcOomZap(encl, mm);
        mm.mmapLock.upRead();
        sgx.mm.mmputAsync(mm);
      }
      encl.srcu.readUnlock();
    } while (sgxOomEncl_again(encl, mmListVersion));
  }

  /** An mm was added during the walk, which may have missed it. */
  protected boolean sgxOomEncl_again(Encl encl, int mmListVersion) {
    return sgx.kernel.warnOn(
        encl.mmListVersion.get() != mmListVersion, "encl->mm_list_version != mm_list_version");
  }

  protected void sgxOomEncl_drain(Encl encl) {
    sgx.mmTracking.sgxEnclMmDrain(encl);
  }

  /** {@code sgx_oom_encl_page()}. */
  public boolean sgxOomEnclPage(EnclPage enclPage) {
    return sgxOomEncl(enclPage.encl.get());
  }

  /** {@code sgx_epc_oom()}: true if a victim was found and kicked. */
  public boolean sgxEpcOom(LruLists lru) {
    lru.lock.lock();
    EpcPage victim = sgxOomGetVictim(lru);
    lru.lock.unlock();
    if (victim == null) {
      return false;
    }
    if ((victim.flags.get() & PageState.OWNER_PAGE) != 0) {
      return sgxOomEnclPage(victim.enclPage());
    }
    if ((victim.flags.get() & PageState.OWNER_ENCL) != 0) {
      return sgxOomEncl(victim.encl());
    }
    // Will never happen unless we add more owner types in future
    sgx.kernel.warnOn(true, "the victim page has no owner bit");
    return false;
  }
}
