package epcheck.sgx;

import epcheck.kernel.ListHead;

/**
 * Which mms have an enclave mapped (encl.c, driver.c, v6.5).
 *
 * <p>Whoever takes an encl_mm off {@code mm_list} under {@code mm_lock} owns the reference that
 * goes with it.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class MmTracking {
  protected final SgxDriver sgx;

  public MmTracking(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** {@code sgx_encl_mm_add()}; mmap_lock of the mm is held for write. */
  public int sgxEnclMmAdd(Encl encl, Mm mm) {
    if (sgxEnclFindMm(encl, mm) != null) {
      return 0;
    }
    if (sgx.environment._allocationFails()) {
      return -Errno.ENOMEM;
    }
    EnclMm enclMm = sgx.enclMms.alloc();
    // Grab a refcount for the encl_mm->encl reference:
    sgxEnclMmAdd_get(encl);
    enclMm.encl.set(encl);
    enclMm.mm.set(mm);
    int ret = sgx.mmuNotifiers.__mmuNotifierRegister(enclMm, mm);
    if (ret != 0) {
      sgx.kernel.kfree(enclMm);
      sgxEnclMmAdd_failed(encl);
      return ret;
    }
    sgxEnclMmAdd_list(encl, enclMm);
    return 0;
  }

  /** The reference that each encl_mm has on its enclave. */
  protected void sgxEnclMmAdd_get(Encl encl) {
    encl.refcount.get();
  }

  /** There is no notifier. The reference that was taken for it is not put: mainline leaks it. */
  protected void sgxEnclMmAdd_failed(Encl encl) {}

  /** From here on walkers meet the mm. */
  protected void sgxEnclMmAdd_list(Encl encl, EnclMm enclMm) {
    encl.mmLock.lock();
    encl.mmList.addRcu(enclMm.list);
    // Pairs with smp_rmb() in sgx_zap_enclave_ptes().
    sgx.kernel.smpWmb();
    encl.mmListVersion.add(1);
    encl.mmLock.unlock();
  }

  /** {@code sgx_encl_find_mm()}. */
  public EnclMm sgxEnclFindMm(Encl encl, Mm mm) {
    EnclMm found = null;
    encl.srcu.readLock();
    for (ListHead<EnclMm> at = encl.mmList.nextRcu(); at != encl.mmList; at = at.nextRcu()) {
      if (at.entry().mm.get() == mm) {
        found = at.entry();
        break;
      }
    }
    encl.srcu.readUnlock();
    return found;
  }

  /**
   * {@code sgx_encl_mm_drain()} of the series, which has the loop of {@code sgx_release()} as a
   * function.
   */
  public void sgxEnclMmDrain(Encl encl) {
    _drain(encl);
  }

  /** The loop of {@code sgx_release()} (driver.c). */
  public void _drain(Encl encl) {
    while (true) {
      EnclMm enclMm = null;
      encl.mmLock.lock();
      if (!encl.mmList.isEmpty()) {
        enclMm = encl.mmList.firstEntry();
        enclMm.list.delRcu();
      }
      encl.mmLock.unlock();
      // The enclave is no longer mapped by any mm.
      if (enclMm == null) {
        break;
      }
      encl.srcu.synchronize();
      sgx.mmuNotifiers.mmuNotifierUnregister(enclMm);
      sgx.kernel.kfree(enclMm);
      // 'encl_mm' is gone, put encl_mm->encl reference:
      _putOfMm(encl);
    }
  }

  /** {@code sgx_mmu_notifier_release()}: the mm is exiting. */
  public void sgxMmuNotifierRelease(EnclMm enclMm) {
    Encl encl = enclMm.encl.get();
    boolean found = false;
    // The enclave itself can remove encl_mm. Objects can't be moved off an RCU list, but deletion
    // is ok.
    encl.mmLock.lock();
    for (ListHead<EnclMm> at = encl.mmList.next(); at != encl.mmList; at = at.next()) {
      if (at == enclMm.list) {
        enclMm.list.delRcu();
        found = true;
        break;
      }
    }
    encl.mmLock.unlock();
    if (found) {
      encl.srcu.synchronize();
      sgx.mmuNotifiers.mmuNotifierPut(enclMm);
    }
  }

  /** {@code sgx_mmu_notifier_free()}. */
  public void sgxMmuNotifierFree(EnclMm enclMm) {
    // 'encl_mm' is going away, put encl_mm->encl reference:
    sgxMmuNotifierFree_put(enclMm.encl.get());
    sgx.kernel.kfree(enclMm);
  }

  /** With bottom halves disabled: this is called back by SRCU. */
  protected void sgxMmuNotifierFree_put(Encl encl) {
    _putOfMm(encl);
  }

  /** Puts the reference of an encl_mm that goes away. */
  protected void _putOfMm(Encl encl) {
    sgx.lifecycle._krefPut(encl);
  }

  /** For model set-up only: an enclave, for which a patch may have a member more. */
  public void _added(Encl encl) {}
}
