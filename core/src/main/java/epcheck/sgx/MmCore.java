package epcheck.sgx;

import epcheck.sgx.PageFault.VmFault;

/**
 * What the driver meets of the rest of the kernel, v6.5: address spaces (mm/mmap.c, kernel/fork.c,
 * mm/memory.c), mmu notifiers (mm/mmu_notifier.c), files (fs/file_table.c, fs/open.c) and exit
 * (kernel/exit.c).
 *
 * <p>A last {@code fput()} never runs {@code sgx_release()} in place: it becomes task work, which
 * the same task runs on its way back to user space with no lock held, or in a kernel thread a work
 * item. So functions that may drop the last reference return which files they did it for (a mask by
 * {@link Encl#id}), and the entry points end with {@link #taskWorkRun}.
 */
public final class MmCore {
  private final SgxDriver sgx;

  MmCore(SgxDriver sgx) {
    this.sgx = sgx;
  }

  // ---- mm

  /**
   * {@code mmput_async()} (kernel/fork.c): the count drops here; only the exit of a last user is
   * left to a kworker.
   */
  public void mmputAsync(Mm mm) {
    if (mm.mmUsers.put()) {
      mm.asyncPutWork.queue();
    }
  }

  /** {@code mmput_async_fn()} (kernel/fork.c). */
  void mmputAsyncFn(Mm mm) {
    _fputDelayed(__mmput(mm));
  }

  /**
   * {@code mmput()} by a kernel thread, which has no task work: a last {@code fput()} goes to a
   * work item.
   */
  public void _mmputInKthread(Mm mm) {
    _fputDelayed(mmput(mm));
  }

  private void _fputDelayed(int released) {
    for (Encl encl : sgx.enclaves()) {
      if ((released >> encl.id & 1) != 0) {
        sgx.fileOf(encl).delayedFput.queue();
      }
    }
  }

  /** {@code mmput()} (kernel/fork.c). Returns the files that lost their last reference. */
  public int mmput(Mm mm) {
    return mm.mmUsers.put() ? __mmput(mm) : 0;
  }

  /** {@code __mmput()} (kernel/fork.c). */
  public int __mmput(Mm mm) {
    return exitMmap(mm);
  }

  /** {@code exit_mmap()} (mm/mmap.c). */
  public int exitMmap(Mm mm) {
    mmuNotifierRelease(mm);
    mm.mmapLock.downRead();
    for (Vma vma : mm.vmas()) {
      if (vma.mapped.get() != 0) {
        unmapVmas(vma);
      }
    }
    mm.mmapLock.upRead();
    int released = 0;
    mm.mmapLock.downWrite();
    for (Vma vma : mm.vmas()) {
      if (vma.mapped.get() != 0) {
        vma.mapped.set(0);
        released |= fput(vma.file);
      }
    }
    mm.mmapLock.upWrite();
    return released;
  }

  /** {@code unmap_vmas()}, {@code zap_vma_pages()} (mm/memory.c). */
  public void unmapVmas(Vma vma) {
    for (int i = 0; i < vma.pageCount(); i++) {
      vma.clearPte(i);
    }
  }

  /** {@code sgx_encl_find()} (encl.h): the VMA of the enclave in an mm whose mmap_lock is held. */
  public Vma sgxEnclFind(Mm mm, Encl encl) {
    for (Vma vma : mm.vmas()) {
      if (vma.file.encl == encl && vma.mapped.get() != 0) {
        return vma;
      }
    }
    return null;
  }

  /** {@code vmf_insert_pfn()} (mm/memory.c). */
  public void vmfInsertPfn(Vma vma, int index, EpcPage page) {
    vma.insertPfn(index, page);
  }

  /**
   * A thread of the process touches an enclave page until that succeeds or kills it: without a
   * translation the hardware raises a page fault, after which the access is tried again. What the
   * hardware makes of a translation that the EPCM does not confirm (PF_SGX, for which the kernel
   * sends SIGSEGV) changes nothing that is modelled, and is left out.
   */
  public void access(Vma vma, int index) {
    sgx.kernel.spinUntil(() -> handleMmFault(vma, index));
  }

  /**
   * {@code handle_mm_fault()} (mm/memory.c), if there is no translation; false if the access must
   * be tried again.
   */
  private boolean handleMmFault(Vma vma, int index) {
    if (vma.hasTranslation(index)) {
      return true;
    }
    vma.mm.mmapLock.downRead();
    VmFault ret = vma.mapped.get() != 0 ? sgx.fault.sgxVmaFault(vma, index) : VmFault.SIGBUS;
    vma.mm.mmapLock.upRead();
    return ret == VmFault.SIGBUS || vma.hasTranslation(index);
  }

  // ---- mmu notifiers

  /** {@code __mmu_notifier_register()} (mm/mmu_notifier.c). */
  public void __mmuNotifierRegister(EnclMm subscription) {
    Mm mm = subscription.mm.get();
    mm.notifierLock.lock();
    mm.setHashed(subscription, true);
    mm.notifierLock.unlock();
  }

  /** {@code mmu_notifier_release()} (mm/mmu_notifier.c): the mm exits. */
  public void mmuNotifierRelease(Mm mm) {
    sgx.notifierSrcu.readLock();
    for (EnclMm subscription : sgx.allEnclMms) {
      if (mm.isHashed(subscription)) {
        sgx.mmTracking.sgxMmuNotifierRelease(subscription);
      }
    }
    mm.notifierLock.lock();
    for (EnclMm subscription : sgx.allEnclMms) {
      if (mm.isHashed(subscription)) {
        mm.setHashed(subscription, false);
      }
    }
    mm.notifierLock.unlock();
    sgx.notifierSrcu.readUnlock();
    sgx.notifierSrcu.synchronize();
  }

  /** {@code mmu_notifier_put()} (mm/mmu_notifier.c): freed after all walkers of today are gone. */
  public void mmuNotifierPut(EnclMm subscription) {
    Mm mm = subscription.mm.get();
    mm.notifierLock.lock();
    mm.setHashed(subscription, false);
    mm.notifierLock.unlock();
    sgx.notifierSrcu.call(subscription.rcu);
  }

  /** {@code mmu_notifier_free_rcu()} (mm/mmu_notifier.c). */
  void mmuNotifierFreeRcu(EnclMm subscription) {
    sgx.mmTracking.sgxMmuNotifierFree(subscription);
  }

  /** {@code mmu_notifier_unregister()} (mm/mmu_notifier.c). */
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

  // ---- files and exit

  /**
   * {@code fput()} (fs/file_table.c). Returns the file in a mask if this was the last reference.
   */
  public int fput(EnclFile file) {
    return file.fCount.put() ? 1 << file.encl.id : 0;
  }

  /**
   * {@code task_work_run()} (kernel/task_work.c): what {@code fput()} left for the way back to user
   * space.
   */
  public void taskWorkRun(int released) {
    for (Encl encl : sgx.enclaves()) {
      if ((released >> encl.id & 1) != 0) {
        sgx.lifecycle.sgxRelease(sgx.fileOf(encl));
      }
    }
  }

  /** {@code close()} of a descriptor of an enclave (fs/open.c). */
  public void close(EnclFile file) {
    taskWorkRun(fput(file));
  }

  /**
   * {@code do_exit()} (kernel/exit.c): first the mm goes, then the open files, then task work runs.
   *
   * @param open the descriptors that the process still has
   */
  public void doExit(Mm mm, Iterable<EnclFile> open) {
    int released = mmput(mm);
    for (EnclFile file : open) {
      released |= fput(file);
    }
    taskWorkRun(released);
  }
}
