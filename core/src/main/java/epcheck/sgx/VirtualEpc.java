package epcheck.sgx;

import epcheck.kernel.Layout;
import epcheck.kernel.ListHead;
import epcheck.kernel.Mutex;
import epcheck.kernel.XArray;
import epcheck.sgx.PageFault.VmFault;
import java.util.ArrayList;
import java.util.List;

/**
 * EPC for KVM guests (virt.c, v6.5). The series leaves it as it is: its pages are charged to the
 * cgroup of the task that faults, and are on no LRU, so neither the reclaimer nor the OOM killer
 * ever finds them.
 *
 * <p>The guest builds one enclave. Of what happens in there only ECREATE and EADD matter, which
 * decide what EREMOVE makes of a page; it makes its SECS in page 0 and adds each other page as soon
 * as it can touch it.
 *
 * <p>Dropped: ENCLS faults and {@code SGX_ENCLAVE_ACT} (no guest CPU is inside its enclave), errors
 * of {@code vmf_insert_pfn()}, and the usage count of {@code sgx_inc_usage_count()}, which later
 * kernels have.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/virt.c")
public class VirtualEpc {
  protected final SgxDriver sgx;

  /** Temporary SECS pages that cannot be EREMOVE'd due to having child in other instances. */
  public final Mutex zombieSecsPagesLock;

  public final ListHead<EpcPage> zombieSecsPages;

  private final GuestEpcm epcm;
  private final List<Vepc> all = new ArrayList<>();

  public VirtualEpc(SgxDriver sgx) {
    this.sgx = sgx;
    Layout globals = sgx.kernel.layout(null, "");
    zombieSecsPagesLock = globals.mutex("zombie_secs_pages_lock");
    zombieSecsPages =
        globals.listHead("zombie_secs_pages", EpcPage.class).guardedBy(zombieSecsPagesLock);
    epcm = new GuestEpcm(sgx.kernel);
  }

  /** Opens one, and maps it; for model set-up only. */
  Vepc _add(String name, int pages, Vepc secsIn, Mm[] mappedBy) {
    GuestEpcm.Enclave guest = secsIn == null ? epcm._add("guest " + name) : secsIn.guest;
    Vepc vepc = new Vepc(sgx.kernel, name, pages, guest, secsIn == null);
    all.add(vepc);
    for (Mm mm : mappedBy) {
      VepcVma vma = new VepcVma(sgx.kernel, mm, vepc);
      vepc.map(vma);
      mm.mmapLock.downWrite();
      sgxVepcMmap(vma);
      mm.mmapLock.upWrite();
    }
    return vepc;
  }

  /** A page that the guest has touched, through the first mapping; for model set-up only. */
  void _addPage(Vepc vepc, int index, EpcPage page) {
    page.setOwner(vepc);
    vepc.pageArray.insert(index, page);
    if (!vepc.vmas().isEmpty()) {
      vepc.vmas().get(0).insertPfn(index, page);
    }
    _guestUses(vepc, index, page);
  }

  public List<Vepc> _all() {
    return all;
  }

  /** Whether the page is VALID in the hardware as one of a guest; for oracles. */
  boolean _valid(EpcPage page) {
    return epcm._valid(page);
  }

  /** Whether the page is a SECS with children; for oracles. */
  public boolean _hasChildren(EpcPage page) {
    return epcm._hasChildren(page);
  }

  // ---- what the VMM and its guest do

  /**
   * The guest touches a page of its EPC until that succeeds or kills the VMM, and then uses it;
   * current's mm must have mapped it.
   */
  public void _fault(Vepc vepc, int index) {
    VepcVma vma = _find(vepc, sgx.current.mine().process().mm);
    sgx.kernel.spinUntil(() -> handleMmFault(vma, index));
    int pfn = vma.translation(index);
    if (pfn >= 0) {
      _guestUses(vepc, index, sgx.epc.get(pfn));
    }
  }

  private static VepcVma _find(Vepc vepc, Mm mm) {
    for (int i = 0; i < vepc.vmas().size(); i++) {
      if (vepc.vmas().get(i).mm == mm) {
        return vepc.vmas().get(i);
      }
    }
    throw new IllegalStateException(mm + " has no mapping of " + vepc);
  }

  private void _guestUses(Vepc vepc, int index, EpcPage page) {
    if (vepc.hasSecs && index == 0) {
      epcm._ecreate(vepc.guest, page);
    } else {
      epcm._eadd(vepc.guest, page);
    }
  }

  /**
   * {@code handle_mm_fault()} (mm/memory.c), if there is no translation; false if the access must
   * be tried again.
   */
  @KernelFile("mm/memory.c")
  private boolean handleMmFault(VepcVma vma, int index) {
    if (vma.translation(index) >= 0) {
      return true;
    }
    vma.mm.mmapLock.downRead();
    VmFault ret = vma.mapped.get() != 0 ? sgxVepcFault(vma, index) : VmFault.SIGBUS;
    if (ret == VmFault.RETRY) {
      // mmap_lock is dropped already. fault_signal_pending() ends the retries.
      return sgx.current.mine().process().signalPending();
    }
    vma.mm.mmapLock.upRead();
    return ret == VmFault.SIGBUS || vma.translation(index) >= 0;
  }

  /** {@code ioctl(SGX_IOC_VEPC_REMOVE_ALL)}: how many SECS pages could not be removed. */
  public int _removeAll(Vepc vepc) {
    return sgxVepcRemoveAll(vepc);
  }

  /**
   * All that have it mapped unmap it, and the last {@code fput()} of its file follows as task work:
   * the VMM exits.
   */
  public void _release(Vepc vepc) {
    for (int i = 0; i < vepc.vmas().size(); i++) {
      VepcVma vma = vepc.vmas().get(i);
      vma.mm.mmapLock.downWrite();
      vma.mapped.set(0);
      vma.zap();
      vma.mm.mmapLock.upWrite();
    }
    sgxVepcRelease(vepc);
  }

  // ---- virt.c

  /** {@code sgx_vepc_mmap()}; mmap_lock is held for write. Such a VMA is not copied in fork. */
  public int sgxVepcMmap(VepcVma vma) {
    vma.mapped.set(1);
    return 0;
  }

  /**
   * {@code __sgx_vepc_fault()}; {@code vepc->lock} is held. A page that is there already is a
   * success, although nothing puts a PTE to it.
   */
  public int __sgxVepcFault(Vepc vepc, VepcVma vma, int index) {
    EpcPage epcPage = vepc.pageArray.load(index);
    if (epcPage != null) {
      return 0;
    }
    epcPage = sgx.allocator.sgxAllocEpcPage(vepc, false);
    if (epcPage.isErr()) {
      return epcPage.error;
    }
    if (sgx.environment._allocationFails()) {
      sgx.allocator.sgxFreeEpcPage(epcPage);
      return -Errno.ENOMEM;
    }
    vepc.pageArray.insert(index, epcPage);
    vma.insertPfn(index, epcPage);
    return 0;
  }

  /** {@code sgx_vepc_fault()}; mmap_lock is held for read, and dropped for RETRY. */
  public VmFault sgxVepcFault(VepcVma vma, int index) {
    Vepc vepc = vma.vepc;
    vepc.lock.lock();
    int ret = __sgxVepcFault(vepc, vma, index);
    vepc.lock.unlock();
    if (ret == 0) {
      return VmFault.NOPAGE;
    }
    if (ret == -Errno.EBUSY) {
      vma.mm.mmapLock.upRead();
      return VmFault.RETRY;
    }
    return VmFault.SIGBUS;
  }

  /** {@code sgx_vepc_remove_page()}: guests cannot be trusted to have done this. */
  public int sgxVepcRemovePage(EpcPage epcPage) {
    return epcm.__eremove(epcPage);
  }

  /** {@code sgx_vepc_free_page()}. */
  public int sgxVepcFreePage(EpcPage epcPage) {
    int ret = sgxVepcRemovePage(epcPage);
    if (ret != 0) {
      sgx.kernel.warnOn(ret != Epcm.CHILD_PRESENT, "EREMOVE returned " + ret);
      return ret;
    }
    sgx.allocator.sgxFreeEpcPage(epcPage);
    return 0;
  }

  /** {@code sgx_vepc_remove_all()}, without {@code vepc->lock}. The pages stay where they are. */
  public int sgxVepcRemoveAll(Vepc vepc) {
    XArray<EpcPage> pageArray = vepc.pageArray;
    int failures = 0;
    for (int index = 0; index < pageArray.size(); index++) {
      EpcPage entry = pageArray.load(index);
      if (entry != null && sgxVepcRemovePage(entry) == Epcm.CHILD_PRESENT) {
        failures++;
      }
    }
    return failures;
  }

  /** {@code sgx_vepc_release()}. */
  public void sgxVepcRelease(Vepc vepc) {
    XArray<EpcPage> pageArray = vepc.pageArray;
    // All normal, child pages. A SECS may fail for as long as it has any.
    for (int index = 0; index < pageArray.size(); index++) {
      EpcPage entry = pageArray.load(index);
      if (entry == null || sgxVepcFreePage(entry) != 0) {
        continue;
      }
      pageArray.erase(index);
    }
    // SECS pages that only had children in this instance. Those of others are left to them.
    for (int index = 0; index < pageArray.size(); index++) {
      EpcPage epcPage = pageArray.load(index);
      if (epcPage == null) {
        continue;
      }
      if (sgxVepcFreePage(epcPage) != 0) {
        vepc.secsPages.addTail(epcPage.list);
      }
      pageArray.erase(index);
    }
    // A child that was removed above may have pinned a SECS page of an earlier release().
    zombieSecsPagesLock.lock();
    sgxVepcRelease_zombies(vepc);
    zombieSecsPagesLock.unlock();
    sgx.kernel.kfree(vepc);
  }

  /** Tries all zombies again, and leaves those of this instance to others. */
  protected void sgxVepcRelease_zombies(Vepc vepc) {
    ListHead<EpcPage> next;
    for (ListHead<EpcPage> at = zombieSecsPages.next(); at != zombieSecsPages; at = next) {
      next = at.next();
      EpcPage epcPage = at.entry();
      epcPage.list.del();
      if (sgxVepcFreePage(epcPage) != 0) {
        vepc.secsPages.addTail(epcPage.list);
      }
    }
    // list_splice_tail()
    while (!vepc.secsPages.isEmpty()) {
      zombieSecsPages.moveTail(vepc.secsPages.next());
    }
  }
}
