package epcheck.sgx;

import epcheck.kernel.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code fork()}, and the users of an mm (kernel/fork.c, v6.6: {@code vm_ops->open} comes after the
 * copy of the page tables).
 *
 * <p>Dropped: all tests for a fatal signal. Signals here are handled ones ({@link
 * Process#sendSignal}), which stop a fork only at its start.
 */
@KernelFile("kernel/fork.c")
public final class Fork {
  /** A process that {@code fork()} may make, and what it does then. */
  private record Child(Process process, Work start) {}

  private final SgxDriver sgx;

  private final List<Child> children = new ArrayList<>();

  Fork(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /**
   * Says what a process does that {@code fork()} is to make; for model set-up only. Until then, and
   * if the fork fails, it does nothing, and nobody waits for it.
   *
   * @param mm the child's, which {@link SgxDriver#addMm} has made
   * @param calls its system calls, one after the other
   */
  public void _child(Mm mm, Process process, Runnable calls) {
    Work start = sgx.kernel.work(process.name, calls);
    children.add(new Child(process, start));
    mm._bornAs(start);
  }

  /** The process that {@code current} is if {@code fork()} made it, else null. */
  Process _ifCurrentIsChild() {
    for (int i = 0; i < children.size(); i++) {
      if (children.get(i).start.isCurrent()) {
        return children.get(i).process;
      }
    }
    return null;
  }

  /**
   * {@code copy_process()}.
   *
   * @param open the descriptors that the process has, and the child then has, too
   */
  int copyProcess(Mm parent, Mm child, List<EnclFile> open) {
    if (sgx.current.mine().process().signalPending()) {
      return -Errno.ERESTARTNOINTR;
    }
    sgx.files.dupFd(open);
    int ret = dupMmap(child, parent);
    if (ret != 0) {
      int released = mmput(child);
      sgx.files.taskWorkRun(released | sgx.files.exitFiles(open));
      return ret;
    }
    child.wakeUpNewTask();
    return 0;
  }

  /** {@code dup_mmap()}. */
  int dupMmap(Mm mm, Mm oldmm) {
    int retval = 0;
    oldmm.mmapLock.downWrite();
    mm.mmapLock.downWriteNested();
    Vma mpnt = oldmm.firstAfter(0);
    while (mpnt != null && retval == 0) {
      int range = mpnt.mapped.get();
      retval = dupMmap_vma(mm, mpnt, range);
      mpnt = oldmm.firstAfter(Vma.end(range));
    }
    mm.mmapLock.upWrite();
    // flush_tlb_mm(oldmm)
    sgx.epcm._flush(oldmm);
    oldmm.mmapLock.upWrite();
    return retval;
  }

  private int dupMmap_vma(Mm mm, Vma mpnt, int range) {
    if (sgx.environment._allocationFails()) {
      return -Errno.ENOMEM;
    }
    Vma tmp = mm.unused();
    tmp.vmFlags.set(mpnt.vmFlags.get());
    tmp.vmPrivateData.set(mpnt.vmPrivateData.get());
    Encl addresses = sgx.enclaves().get(Vma.enclId(range));
    sgx.fileOf(addresses).fCount.get();
    tmp.mapped.set(range);
    int retval = copyPageRange(tmp, mpnt, addresses, range);
    sgx.mapping.sgxVmaOpen(tmp);
    return retval;
  }

  /** {@code copy_page_range()}: of a VM_PFNMAP VMA always. */
  @KernelFile("mm/memory.c")
  int copyPageRange(Vma dstVma, Vma srcVma, Encl addresses, int range) {
    if (sgx.environment._allocationFails()) {
      return -Errno.ENOMEM;
    }
    dstVma.mm.copyPtes(addresses, Vma.from(range), Vma.to(range), srcVma.mm);
    return 0;
  }

  /**
   * {@code mmput_async()}: the count drops here; only the exit of a last user is left to a kworker.
   */
  void mmputAsync(Mm mm) {
    if (mm.mmUsers.put()) {
      mm.asyncPutWork.queue();
    }
  }

  /** {@code mmput_async_fn()}. */
  void mmputAsyncFn(Mm mm) {
    sgx.files._delayedFput(__mmput(mm));
  }

  /** {@code mmput()}. Returns the files that lost their last reference. */
  int mmput(Mm mm) {
    return mm.mmUsers.put() ? __mmput(mm) : 0;
  }

  /** {@code __mmput()}. */
  int __mmput(Mm mm) {
    return sgx.mmap.exitMmap(mm);
  }
}
