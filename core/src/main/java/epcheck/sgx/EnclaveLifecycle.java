package epcheck.sgx;

/** The end of an enclave (driver.c, encl.c, v6.5). */
public class EnclaveLifecycle {
  protected final SgxDriver sgx;

  public EnclaveLifecycle(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** {@code sgx_release()}: the last reference to the file is gone. No lock is held. */
  public void sgxRelease(EnclFile file) {
    Encl encl = file.encl;
    sgxRelease_drain(encl);
    _krefPut(encl);
  }

  /** Drains the mms that had a mapping of this enclave and have not exited yet. */
  protected void sgxRelease_drain(Encl encl) {
    sgx.mmTracking._drain(encl);
  }

  /** {@code kref_put(&encl->refcount, sgx_encl_release)}. */
  public void _krefPut(Encl encl) {
    if (encl.refcount.put()) {
      sgxEnclRelease(encl);
    }
  }

  /** {@code sgx_encl_release()}: the last reference is gone, and nobody else sees the enclave. */
  public void sgxEnclRelease(Encl encl) {
    sgx.witness._releasing(encl);
    encl.pageArray.xaLock().lock();
    for (int index = 0; index < encl.pageArray.size(); index++) {
      EnclPage entry = encl.pageArray.load(index);
      if (entry == null) {
        continue;
      }
      EpcPage epcPage = entry.epcPage.get();
      if (epcPage != null) {
        // The page and its radix tree entry cannot be freed if the page is being held by the
        // reclaimer.
        if (sgx.lru._drop(epcPage) != 0) {
          sgx.witness._releaseSkips(epcPage);
          continue;
        }
        sgx.allocator.sgxEnclFreeEpcPage(epcPage);
        encl.secsChildCnt.add(-1);
        entry.epcPage.set(null);
      }
      sgx.kernel.kfree(entry);
    }
    encl.pageArray.xaLock().unlock();
    if (encl.secsChildCnt.get() == 0 && encl.secs.epcPage.get() != null) {
      sgx.lru._dropUnreclaimable(encl.secs.epcPage.get());
      sgx.allocator.sgxEnclFreeEpcPage(encl.secs.epcPage.get());
      encl.secs.epcPage.set(null);
    }
    while (!encl.vaPages.isEmpty()) {
      VaPage vaPage = encl.vaPages.firstEntry();
      vaPage.list.del();
      sgx.lru._dropUnreclaimable(vaPage.epcPage.get());
      sgx.allocator.sgxEnclFreeEpcPage(vaPage.epcPage.get());
      sgx.kernel.kfree(vaPage);
    }
    encl.srcu.cleanup();
    sgx.kernel.warnOn(!encl.mmList.isEmpty(), "!list_empty(&encl->mm_list)");
    // Detect EPC page leaks.
    sgx.kernel.warnOn(encl.secsChildCnt.get() != 0, "encl->secs_child_cnt");
    sgx.kernel.warnOn(encl.secs.epcPage.get() != null, "encl->secs.epc_page");
    sgx.kernel.kfree(encl);
  }
}
