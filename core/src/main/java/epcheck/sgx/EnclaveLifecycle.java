package epcheck.sgx;

/**
 * The end of an enclave (driver.c, encl.c, v6.5).
 *
 * <p>Dropped: the pauses of {@code sgx_encl_release()} after each 1024 pages, and {@code
 * fput(encl->backing)}, since nobody else has that file.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class EnclaveLifecycle {
  protected final SgxDriver sgx;

  public EnclaveLifecycle(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** {@code sgx_release()}: the last reference to the file is gone. No lock is held. */
  @KernelFile("arch/x86/kernel/cpu/sgx/driver.c")
  public void sgxRelease(EnclFile file) {
    Encl encl = file.encl;
    sgxRelease_drain(encl);
    _krefPut(encl);
  }

  /** Drains the mms that had a mapping of this enclave and have not exited yet. */
  @KernelFile("arch/x86/kernel/cpu/sgx/driver.c")
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
    _releaseResources(encl);
    sgx.kernel.kfree(encl);
  }

  /** All of {@code sgx_encl_release()} but the end of the struct itself. */
  protected void _releaseResources(Encl encl) {
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
          _releaseSkips(epcPage);
          continue;
        }
        sgx.allocator.sgxEnclFreeEpcPage(epcPage);
        encl.secsChildCnt.add(-1);
        entry.epcPage.set(null);
      }
      sgx.kernel.kfree(entry);
    }
    encl.pageArray.xaLock().unlock();
    xaDestroy(encl);
    _freeSecsAndVaPages(encl);
    _fputBacking(encl);
    encl.srcu.cleanup();
    sgx.kernel.warnOn(!encl.mmList.isEmpty(), "!list_empty(&encl->mm_list)");
    // Detect EPC page leaks.
    sgx.kernel.warnOn(encl.secsChildCnt.get() != 0, "encl->secs_child_cnt");
    sgx.kernel.warnOn(encl.secs.epcPage.get() != null, "encl->secs.epc_page");
  }

  /** What is left when the enclave has no page any more. */
  public final void _freeSecsAndVaPages(Encl encl) {
    if (encl.secsChildCnt.get() == 0 && encl.secs.epcPage.get() != null) {
      sgx.lru._dropSecs(encl.secs.epcPage.get());
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
  }

  protected void _releaseSkips(EpcPage page) {
    sgx.witness._releaseSkips(page);
  }

  /** {@code fput(encl->backing)}: nobody writes a page of this enclave out any more. */
  protected void _fputBacking(Encl encl) {}

  /** {@code xa_destroy()}: nobody looks for a page of this enclave any more. */
  @KernelFile("lib/xarray.c")
  protected void xaDestroy(Encl encl) {}
}
