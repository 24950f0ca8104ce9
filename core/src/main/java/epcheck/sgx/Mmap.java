package epcheck.sgx;

/**
 * Address spaces that change (mm/mmap.c, mm/mprotect.c, v6.6).
 *
 * <p>VMAs of enclaves never merge ({@code VM_SPECIAL}), and every mapping is MAP_FIXED: an enclave
 * has one place. Dropped: {@code mmap_write_lock_killable()} gives up on a fatal signal while it
 * waits; limits; page tables are never freed, only their entries.
 */
@KernelFile("mm/mmap.c")
public final class Mmap {
  private final SgxDriver sgx;

  Mmap(SgxDriver sgx) {
    this.sgx = sgx;
  }

  // ---- mmap

  /** {@code ksys_mmap_pgoff()}, {@code vm_mmap_pgoff()}. Returns 0 or an error. */
  int ksysMmapPgoff(Mm mm, EnclFile file, int from, int to, int vmFlags) {
    // fget()
    if (!file.fCount.getUnlessZero()) {
      return -Errno.EBADF;
    }
    mm.mmapLock.downWrite();
    int ret = mmapRegion(mm, file, from, to, vmFlags);
    mm.mmapLock.upWrite();
    sgx.files.taskWorkRun(sgx.files.fput(file));
    return ret;
  }

  /**
   * {@code mmap_region()}; mmap_lock is held for write. The caller holds a reference on the file,
   * so none that is put here is the last.
   */
  int mmapRegion(Mm mm, EnclFile file, int from, int to, int vmFlags) {
    if (doVmiMunmap(mm, file.encl, from, to) < 0 || sgx.environment._allocationFails()) {
      return -Errno.ENOMEM;
    }
    Vma vma = mm.unused();
    vma.vmFlags.set(vmFlags);
    file.fCount.get();
    int error = sgx.mapping.sgxMmap(file, vma, from, to);
    if (error != 0) {
      sgx.files.fput(file);
      return error;
    }
    vma.mapped.set(Vma.range(file.encl, from, to));
    return 0;
  }

  // ---- munmap

  /** {@code __vm_munmap()}. Returns 0 or an error. */
  int __vmMunmap(Mm mm, Encl encl, int from, int to) {
    mm.mmapLock.downWrite();
    int ret = doVmiAlignMunmap_split(mm, encl, from, to);
    if (ret != 0) {
      mm.mmapLock.upWrite();
      return ret;
    }
    int[] detached = new int[mm.vmas().size()];
    int count = doVmiAlignMunmap_detach(mm, encl, from, to, detached);
    if (count == 0) {
      mm.mmapLock.upWrite();
      return 0;
    }
    // The VMAs can be zapped with the lock held for read: nobody finds them any more.
    mm.mmapLock.downgradeWrite();
    int released = doVmiAlignMunmap_unmap(mm, encl, detached, count);
    mm.mmapLock.upRead();
    sgx.files.taskWorkRun(released);
    return 0;
  }

  /**
   * {@code do_vmi_munmap()}; mmap_lock is held for write, and stays so. Returns the files that lost
   * their last reference, or an error.
   */
  int doVmiMunmap(Mm mm, Encl encl, int from, int to) {
    int ret = doVmiAlignMunmap_split(mm, encl, from, to);
    if (ret != 0) {
      return ret;
    }
    int[] detached = new int[mm.vmas().size()];
    int count = doVmiAlignMunmap_detach(mm, encl, from, to, detached);
    return doVmiAlignMunmap_unmap(mm, encl, detached, count);
  }

  /** Splits the VMAs that are only partly in the range. A split stays when the next one fails. */
  private int doVmiAlignMunmap_split(Mm mm, Encl encl, int from, int to) {
    Vma first = mm.lookup(encl, from);
    if (first != null && Vma.from(first.mapped.get()) < from) {
      int error = __splitVma(first, encl, from, true);
      if (error != 0) {
        return error;
      }
    }
    Vma last = mm.lookup(encl, to - 1);
    if (last != null && Vma.to(last.mapped.get()) > to) {
      return __splitVma(last, encl, to, false);
    }
    return 0;
  }

  /** Takes the VMAs out of the tree. Returns how many there are. */
  private static int doVmiAlignMunmap_detach(Mm mm, Encl encl, int from, int to, int[] detached) {
    int count = 0;
    Vma vma = mm.firstAfter(Vma.address(encl, from));
    while (vma != null && Vma.start(vma.mapped.get()) < Vma.address(encl, to)) {
      detached[count++] = vma.mapped.get();
      vma.mapped.set(0);
      vma = mm.firstAfter(Vma.address(encl, from));
    }
    return count;
  }

  /** {@code unmap_region()} and {@code remove_mt()}. */
  private int doVmiAlignMunmap_unmap(Mm mm, Encl encl, int[] detached, int count) {
    boolean present = false;
    for (int i = 0; i < count; i++) {
      present |= sgx.mm._zap(mm, encl, Vma.from(detached[i]), Vma.to(detached[i]));
    }
    if (present) {
      sgx.epcm._flush(mm);
    }
    int released = 0;
    for (int i = 0; i < count; i++) {
      released |= sgx.files.fput(sgx.fileOf(encl));
    }
    return released;
  }

  /**
   * {@code __split_vma()}; mmap_lock is held for write.
   *
   * @param newBelow whether the new VMA is the part before {@code at}, else it is the one after it
   */
  int __splitVma(Vma vma, Encl encl, int at, boolean newBelow) {
    if (sgx.environment._allocationFails()) {
      return -Errno.ENOMEM;
    }
    Vma added = vma.mm.unused();
    int range = vma.mapped.get();
    int from = Vma.from(range);
    int to = Vma.to(range);
    added.vmFlags.set(vma.vmFlags.get());
    added.vmPrivateData.set(vma.vmPrivateData.get());
    sgx.fileOf(encl).fCount.get();
    // Its range is set before vm_ops->open; it comes into the tree, where nobody else can look now,
    // after that, with the change of the old one's.
    added.mapped.set(newBelow ? Vma.range(encl, from, at) : Vma.range(encl, at, to));
    sgx.mapping.sgxVmaOpen(added);
    vma.mapped.set(newBelow ? Vma.range(encl, at, to) : Vma.range(encl, from, at));
    return 0;
  }

  /** {@code exit_mmap()}. Returns the files that lost their last reference. */
  int exitMmap(Mm mm) {
    sgx.mmuNotifiers.mmuNotifierRelease(mm);
    mm.mmapLock.downRead();
    Vma vma = mm.firstAfter(0);
    while (vma != null) {
      int range = vma.mapped.get();
      sgx.mm.unmapVmas(vma);
      vma = mm.firstAfter(Vma.end(range));
    }
    mm.mmapLock.upRead();
    int released = 0;
    mm.mmapLock.downWrite();
    vma = mm.firstAfter(0);
    while (vma != null) {
      int range = vma.mapped.get();
      vma.mapped.set(0);
      released |= sgx.files.fput(sgx.fileOf(sgx.enclaves().get(Vma.enclId(range))));
      vma = mm.firstAfter(Vma.end(range));
    }
    mm.mmapLock.upWrite();
    return released;
  }

  // ---- mprotect

  /** {@code do_mprotect_pkey()}. Returns 0 or an error. */
  @KernelFile("mm/mprotect.c")
  int doMprotectPkey(Mm mm, Encl encl, int from, int to, int vmFlags) {
    int error = 0;
    int at = from;
    boolean changed = false;
    mm.mmapLock.downWrite();
    while (error == 0 && at < to) {
      Vma vma = mm.lookup(encl, at);
      if (vma == null) {
        error = -Errno.ENOMEM;
        break;
      }
      int end = Math.min(to, Vma.to(vma.mapped.get()));
      error = sgx.mapping.sgxVmaMprotect(vma, at, end, vmFlags);
      if (error == 0 && vma.vmFlags.get() != vmFlags) {
        error = mprotectFixup(vma, encl, at, end);
        if (error == 0) {
          vma.vmFlags.set(vmFlags);
          changed |= mm.changePtes(encl, at, end, (vmFlags & Vma.VM_READ) != 0);
        }
      }
      at = end;
    }
    if (changed) {
      sgx.epcm._flush(mm);
    }
    mm.mmapLock.upWrite();
    return error;
  }

  /** {@code mprotect_fixup()}: makes the VMA end where the range does. */
  @KernelFile("mm/mprotect.c")
  int mprotectFixup(Vma vma, Encl encl, int from, int to) {
    if (from != Vma.from(vma.mapped.get())) {
      int error = __splitVma(vma, encl, from, true);
      if (error != 0) {
        return error;
      }
    }
    return to != Vma.to(vma.mapped.get()) ? __splitVma(vma, encl, to, false) : 0;
  }
}
