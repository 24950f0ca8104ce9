package epcheck.sgx;

/**
 * mmu notifiers (mm/mmu_notifier.c, v6.5), which tell the driver that an mm exits.
 *
 * <p>Dropped: {@code subscription->users} (always 1), {@code mm_count} (see {@link Mm}).
 */
@KernelFile("mm/mmu_notifier.c")
public final class MmuNotifiers {
  private final SgxDriver sgx;

  MmuNotifiers(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /**
   * {@code __mmu_notifier_register()}; mmap_lock is held for write. {@code mm_take_all_locks()}
   * refuses while any signal is pending.
   */
  public int __mmuNotifierRegister(EnclMm subscription, Mm mm) {
    if (mm.hasNotifiers.get() == 0 && sgx.environment._allocationFails()) {
      return -Errno.ENOMEM;
    }
    if (sgx.current.mine().process().signalPending()) {
      return -Errno.EINTR;
    }
    mm.hasNotifiers.set(1);
    mm.notifierLock.lock();
    mm.setHashed(subscription, true);
    mm.notifierLock.unlock();
    return 0;
  }

  /**
   * {@code mmu_notifier_release()}: the mm exits. Nobody adds a notifier now, so those that are not
   * there at the walk do not come later.
   */
  public void mmuNotifierRelease(Mm mm) {
    boolean empty = true;
    for (int i = 0; i < sgx.allEnclMms.size() && empty; i++) {
      empty = !mm.isHashed(sgx.allEnclMms.get(i));
    }
    if (empty) {
      return;
    }
    sgx.notifierSrcu.readLock();
    int walked = 0;
    for (int i = 0; i < sgx.allEnclMms.size(); i++) {
      EnclMm subscription = sgx.allEnclMms.get(i);
      if (mm.isHashed(subscription)) {
        walked |= 1 << i;
        sgx.mmTracking.sgxMmuNotifierRelease(subscription);
      }
    }
    mm.notifierLock.lock();
    for (int i = 0; i < sgx.allEnclMms.size(); i++) {
      if ((walked >> i & 1) != 0) {
        mm.setHashed(sgx.allEnclMms.get(i), false);
      }
    }
    mm.notifierLock.unlock();
    sgx.notifierSrcu.readUnlock();
    // Not before the release() is done that mmu_notifier_unregister() may have called.
    sgx.notifierSrcu.synchronize();
  }

  /** {@code mmu_notifier_put()}: freed after all walkers of today are gone. */
  public void mmuNotifierPut(EnclMm subscription) {
    Mm mm = subscription.mm.get();
    mm.notifierLock.lock();
    mm.setHashed(subscription, false);
    mm.notifierLock.unlock();
    sgx.notifierSrcu.call(subscription.rcu);
  }

  /** {@code mmu_notifier_free_rcu()}. */
  void mmuNotifierFreeRcu(EnclMm subscription) {
    sgx.mmTracking.sgxMmuNotifierFree(subscription);
  }

  /** {@code mmu_notifier_unregister()}. */
  public void mmuNotifierUnregister(EnclMm subscription) {
    Mm mm = subscription.mm.get();
    if (mm.isHashed(subscription)) {
      sgx.notifierSrcu.readLock();
      sgx.mmTracking.sgxMmuNotifierRelease(subscription);
      sgx.notifierSrcu.readUnlock();
      mm.notifierLock.lock();
      mm.setHashed(subscription, false);
      mm.notifierLock.unlock();
    }
    // Waits for any running method of this notifier, and for the callbacks that free others.
    sgx.notifierSrcu.synchronize();
  }
}
