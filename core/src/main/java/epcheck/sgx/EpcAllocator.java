package epcheck.sgx;

import epcheck.kernel.Struct;

/**
 * Allocation and release of EPC pages, and memory errors in them (main.c; v6.5, with ed16618c380c
 * of v6.16, which takes a poisoned page off the reclaimer's list).
 *
 * <p>Dropped: the SIGBUS for the task that consumed the poison, which the vDSO makes an exception
 * of.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class EpcAllocator {
  /** {@code SGX_EPC_PAGE_IS_FREE}. */
  public static final int IS_FREE = 2;

  public final NrFreePages nrFreePages;

  protected final SgxDriver sgx;

  public EpcAllocator(SgxDriver sgx) {
    this(sgx, new NrFreePages(sgx));
  }

  public EpcAllocator(SgxDriver sgx, NrFreePages nrFreePages) {
    this.sgx = sgx;
    this.nrFreePages = nrFreePages;
  }

  /** {@code page->flags} of a page on the free list. */
  public int _freeFlags() {
    return IS_FREE;
  }

  /** {@code __sgx_alloc_epc_page_from_node()}. */
  public EpcPage __sgxAllocEpcPageFromNode(int nid) {
    NumaNode node = sgx.nodes.get(nid);
    node.lock.lock();
    if (node.freePageList.isEmpty()) {
      node.lock.unlock();
      return null;
    }
    EpcPage page = node.freePageList.firstEntry();
    sgx.witness._allocating(page);
    page.list.delInit();
    page.flags.set(0);
    nrFreePages._tookFrom(node);
    return page;
  }

  /**
   * {@code __sgx_alloc_epc_page()}: the current node first. If that has no EPC at all, the search
   * of the others never ends while they are empty (CVE-2024-49856, fixed in v6.12).
   */
  public EpcPage __sgxAllocEpcPage() {
    int nidOfCurrent = sgx.current.mine().process().node;
    if (!nodeIsset(nidOfCurrent)) {
      return __sgxAllocEpcPage_endless(nidOfCurrent);
    }
    EpcPage page = __sgxAllocEpcPageFromNode(nidOfCurrent);
    if (page == null) {
      page = __sgxAllocEpcPage_fallBack(nidOfCurrent);
    }
    return page != null ? page : sgx.errPtr(-Errno.ENOMEM);
  }

  /** Once around the non-local nodes. */
  private EpcPage __sgxAllocEpcPage_fallBack(int nidOfCurrent) {
    EpcPage page = null;
    int nid = nidOfCurrent;
    for (int i = 1; i < sgx.nodes.size() && page == null; i++) {
      nid = nextNodeIn(nid);
      if (nid == nidOfCurrent) {
        break;
      }
      page = __sgxAllocEpcPageFromNode(nid);
    }
    return page;
  }

  /** {@code nid == nid_of_current} is what ends the loop, and {@code next_node_in()} skips it. */
  private EpcPage __sgxAllocEpcPage_endless(int nidOfCurrent) {
    EpcPage[] page = new EpcPage[1];
    sgx.kernel.spinUntil(
        () -> {
          page[0] = __sgxAllocEpcPage_fallBack(nidOfCurrent);
          return page[0] != null;
        });
    return page[0];
  }

  /** {@code node_isset(nid, sgx_numa_mask)}: the node has EPC. */
  @KernelFile("include/linux/nodemask.h")
  public final boolean nodeIsset(int nid) {
    return sgx.sizes.epcPagesOfNode().get(nid) != 0;
  }

  /** {@code next_node_in(nid, sgx_numa_mask)}. */
  @KernelFile("include/linux/nodemask.h")
  public final int nextNodeIn(int nid) {
    int next = nid;
    do {
      next = (next + 1) % sgx.nodes.size();
    } while (!nodeIsset(next));
    return next;
  }

  /**
   * {@code sgx_alloc_epc_page()}.
   *
   * @param reclaim reclaim if there is no free page; needs that no mmap_lock and no encl->lock is
   *     held
   */
  public EpcPage sgxAllocEpcPage(Struct owner, boolean reclaim) {
    EpcPage page = sgxAllocEpcPage_loop(owner, reclaim);
    // That nothing can be reclaimed is a return from within the loop, past the wake-up.
    if (page.error != -Errno.ENOMEM) {
      sgxAllocEpcPage_wakeUp();
    }
    return page;
  }

  /** {@code for ( ; ; )}: a page, or why there is none. */
  protected final EpcPage sgxAllocEpcPage_loop(Struct owner, boolean reclaim) {
    EpcPage first = sgxAllocEpcPage_try(owner, reclaim);
    if (first != null) {
      return first;
    }
    EpcPage[] page = new EpcPage[1];
    sgx.kernel.repeatUntil(
        () -> {
          sgx.reclaimer._reclaim();
          page[0] = sgxAllocEpcPage_try(owner, true);
          return page[0] != null;
        });
    return page[0];
  }

  /** One round, as far as {@code sgx_reclaim_pages()}; null if that is to come. */
  private EpcPage sgxAllocEpcPage_try(Struct owner, boolean reclaim) {
    EpcPage page = __sgxAllocEpcPage();
    if (!page.isErr()) {
      page.setOwner(owner);
      return page;
    }
    if (!sgxCanReclaim()) {
      sgx.witness._cannotReclaim(null);
      return sgx.errPtr(-Errno.ENOMEM);
    }
    if (!reclaim) {
      return sgx.errPtr(-Errno.EBUSY);
    }
    if (sgx.current.mine().process().signalPending()) {
      return sgx.errPtr(-Errno.ERESTARTSYS);
    }
    return null;
  }

  protected final void sgxAllocEpcPage_wakeUp() {
    if (sgx.reclaimer.sgxShouldReclaim(sgx.sizes.lowPages())) {
      sgx.reclaimer._wakeUpKsgxd();
    }
  }

  /** {@code !list_empty(&sgx_active_page_list)}, without the lock. */
  protected boolean sgxCanReclaim() {
    return !sgx.activePageList.isEmpty();
  }

  /** {@code sgx_free_epc_page()}. */
  public void sgxFreeEpcPage(EpcPage page) {
    NumaNode node = page.node;
    node.lock.lock();
    sgx.witness._freeing(page);
    page.setOwner(null);
    if (page.poison.get() != 0) {
      node.sgxPoisonPageList.add(page.list);
    } else {
      node.freePageList.addTail(page.list);
    }
    page.flags.set(_freeFlags());
    nrFreePages._gaveTo(node);
  }

  /** {@code sgx_encl_free_epc_page()}: EREMOVE first. A page that cannot be removed is leaked. */
  @KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
  public void sgxEnclFreeEpcPage(EpcPage page) {
    sgxEnclFreeEpcPage_warnIfTracked(page);
    int ret = sgx.epcm.__eremove(page);
    if (sgx.kernel.warnOn(ret != Epcm.SUCCESS, "EREMOVE returned " + ret)) {
      return;
    }
    sgxFreeEpcPage(page);
  }

  protected void sgxEnclFreeEpcPage_warnIfTracked(EpcPage page) {
    sgx.kernel.warnOn(
        (page.flags.get() & LruTracking.TRACKED) != 0, "SGX_EPC_PAGE_RECLAIMER_TRACKED is set");
  }

  /** {@code arch_memory_failure()}: the hardware reports an error in the page. */
  public int archMemoryFailure(EpcPage page) {
    NumaNode node = page.node;
    node.lock.lock();
    if (page.poison.get() == 0) {
      page.poison.set(1);
      if (archMemoryFailure_isFree(page)) {
        node.sgxPoisonPageList.move(page.list);
      } else {
        archMemoryFailure_unmark(page);
      }
      sgx.witness._poisoned(page);
    }
    node.lock.unlock();
    return 0;
  }

  protected boolean archMemoryFailure_isFree(EpcPage page) {
    return (page.flags.get() & IS_FREE) != 0;
  }

  /** A page that is being reclaimed is left to that: -EBUSY is ignored. */
  protected void archMemoryFailure_unmark(EpcPage page) {
    sgx.lru.sgxUnmarkPageReclaimable(page);
  }
}
