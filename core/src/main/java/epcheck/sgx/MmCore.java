package epcheck.sgx;

import epcheck.sgx.PageFault.VmFault;
import java.util.List;

/**
 * What a process does to its address space and files: the system calls and memory accesses that the
 * tasks of a scenario make, and page faults (mm/memory.c, v6.5).
 *
 * <p>A CPU that is inside an enclave ({@link #_run}) leaves it with the next call of its task.
 */
@KernelFile("mm/memory.c")
public final class MmCore {
  private final SgxDriver sgx;

  MmCore(SgxDriver sgx) {
    this.sgx = sgx;
  }

  // ---- accesses

  /**
   * A thread of the process touches an enclave page until that succeeds or kills it: without a
   * translation the hardware raises a page fault, after which the access is tried again. What the
   * hardware makes of a translation that the EPCM does not confirm (PF_SGX, for which the kernel
   * sends SIGSEGV) changes nothing that is modelled, and is left out.
   */
  public void _access(Mm mm, Encl encl, int index) {
    _leaveEnclave();
    sgx.kernel.spinUntil(() -> _tryAccess(mm, encl, index));
  }

  /** False if the access must be tried again. */
  private boolean _tryAccess(Mm mm, Encl encl, int index) {
    if (mm.hasTranslation(encl, index)
        || handleMmFault(mm, encl, index)
        || mm.hasTranslation(encl, index)) {
      return true;
    }
    sgx.witness._faultsAgain(encl);
    return false;
  }

  /**
   * As {@link #_access}, and then the CPU stays inside the enclave: until the next call of its task
   * ({@link #_leaveEnclave}), or an interrupt.
   */
  public void _run(Mm mm, Encl encl, int index) {
    sgx.kernel.spinUntil(() -> _tryToEnter(mm, encl, index));
  }

  private boolean _tryToEnter(Mm mm, Encl encl, int index) {
    if (mm.enter(sgx.epcm, encl, index)) {
      return true;
    }
    // The fault takes the CPU out of the enclave, if it was inside.
    sgx.epcm._leave(encl);
    return handleMmFault(mm, encl, index) || mm.enter(sgx.epcm, encl, index);
  }

  /** The CPU leaves the enclave that {@link #_run} has entered; each call of a task begins so. */
  public void _leaveEnclave() {
    if (!sgx.epcm._cpusInside()) {
      return;
    }
    for (int i = 0; i < sgx.enclaves().size(); i++) {
      sgx.epcm._leave(sgx.enclaves().get(i));
    }
  }

  /**
   * {@code do_user_addr_fault()}, {@code handle_mm_fault()}; true if a signal ends the access. A
   * fatal one is delivered on the way back to user space.
   */
  private boolean handleMmFault(Mm mm, Encl encl, int index) {
    mm.mmapLock.downRead();
    Vma vma = mm.lookup(encl, index);
    boolean bad = vma == null || (vma.vmFlags.get() & Vma.VM_READ) == 0;
    VmFault ret = bad ? VmFault.SIGBUS : sgx.fault.sgxVmaFault(vma, index);
    mm.mmapLock.upRead();
    if (ret == VmFault.SIGBUS && !bad) {
      sgx.witness._getsSigbus(encl);
    }
    return ret == VmFault.SIGBUS || sgx.current.mine().process().signalPending();
  }

  /** {@code vmf_insert_pfn()}. */
  public void vmfInsertPfn(Vma vma, int index, EpcPage page) {
    Encl encl = _addressesOf(vma);
    sgx.witness._mapping(vma.mm, encl, index);
    vma.mm.insertPfn(encl, index, page);
  }

  /** The enclave in whose range of addresses a VMA is. */
  private Encl _addressesOf(Vma vma) {
    return sgx.enclaves().get(Vma.enclId(vma.mapped.get()));
  }

  /** {@code zap_vma_ptes()} of one page. */
  public void zapVmaPtes(Vma vma, int index) {
    if (_zap(vma.mm, _addressesOf(vma), index, index + 1)) {
      sgx.epcm._flush(vma.mm);
    }
  }

  /**
   * Clears PTEs. Returns whether that has to be flushed from the TLBs; where no CPU stays inside an
   * enclave nobody can tell, and it is not looked at.
   */
  boolean _zap(Mm mm, Encl encl, int from, int to) {
    if (sgx.epcm._cpusInside()) {
      return mm.testAndClearPtes(encl, from, to);
    }
    mm.clearPtes(encl, from, to);
    return false;
  }

  /** {@code unmap_vmas()}, {@code zap_vma_pages()}: the whole VMA. */
  public void unmapVmas(Vma vma) {
    int range = vma.mapped.get();
    if (_zap(vma.mm, _addressesOf(vma), Vma.from(range), Vma.to(range))) {
      sgx.epcm._flush(vma.mm);
    }
  }

  /** {@code sgx_encl_find()}: the VMA at an address of an mm whose mmap_lock is held, or null. */
  @KernelFile("arch/x86/kernel/cpu/sgx/encl.h")
  public Vma sgxEnclFind(Mm mm, Encl encl, int index) {
    return mm.lookup(encl, index);
  }

  // ---- system calls

  /** {@code mmap()} of some pages, MAP_SHARED and MAP_FIXED. Returns 0 or an error. */
  public int _mmap(Mm mm, EnclFile file, int from, int to, int prot) {
    _leaveEnclave();
    return sgx.mmap.ksysMmapPgoff(mm, file, from, to, prot);
  }

  /** {@code munmap()} of some pages. Returns 0 or an error. */
  public int _munmap(Mm mm, Encl encl, int from, int to) {
    _leaveEnclave();
    return sgx.mmap.__vmMunmap(mm, encl, from, to);
  }

  /** {@code mprotect()} of some pages. Returns 0 or an error. */
  public int _mprotect(Mm mm, Encl encl, int from, int to, int prot) {
    _leaveEnclave();
    return sgx.mmap.doMprotectPkey(mm, encl, from, to, prot);
  }

  /**
   * {@code fork()}. Returns 0 or an error.
   *
   * @param open the descriptors that the process has, and the child then has, too
   */
  public int _fork(Mm parent, Mm child, List<EnclFile> open) {
    _leaveEnclave();
    return sgx.fork.copyProcess(parent, child, open);
  }

  /** {@code close()} of a descriptor of an enclave. */
  public void _close(EnclFile file) {
    _leaveEnclave();
    sgx.files.taskWorkRun(sgx.files.fput(file));
  }

  /**
   * {@code do_exit()} (kernel/exit.c): first the mm goes, then the open files, then task work runs.
   *
   * @param open the descriptors that the process still has
   */
  @KernelFile("kernel/exit.c")
  public void doExit(Mm mm, List<EnclFile> open) {
    _leaveEnclave();
    int released = sgx.fork.mmput(mm);
    sgx.files.taskWorkRun(released | sgx.files.exitFiles(open));
  }

  /**
   * {@code __access_remote_vm()}: a debugger reads a page of the target; mmap_lock is held all the
   * time. Returns 0 or an error.
   */
  public int accessRemoteVm(Mm target, Encl encl, int index) {
    _leaveEnclave();
    // get_task_mm(): a task that exits has let go of its mm before the mm loses its last user.
    if (!target.mmUsers.getUnlessZero()) {
      return -Errno.EIO;
    }
    target.mmapLock.downRead();
    Vma vma = target.lookup(encl, index);
    int ret = vma == null ? -Errno.EIO : sgx.ptrace.sgxVmaAccess(vma, index);
    target.mmapLock.upRead();
    sgx.files.taskWorkRun(sgx.fork.mmput(target));
    return ret;
  }

  // ---- what walkers of mm_list call

  /** {@code mmput_async()}. */
  @KernelFile("kernel/fork.c")
  public void mmputAsync(Mm mm) {
    sgx.fork.mmputAsync(mm);
  }

  /** {@code mmput()} by a kernel thread, which has no task work. */
  public void _mmputInKthread(Mm mm) {
    sgx.files._delayedFput(sgx.fork.mmput(mm));
  }
}
