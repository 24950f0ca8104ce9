package epcheck.sgx;

import epcheck.kernel.Struct;

/**
 * Allocation and release of EPC pages (main.c, and {@code sgx_encl_free_epc_page()} of encl.c;
 * v6.5).
 *
 * <p>Dropped: NUMA (one node), {@code cond_resched()}, the wake-up of ksgxd (here ksgxd is a task
 * that the scenario starts), pending signals.
 */
public class EpcAllocator {
  /** {@code SGX_EPC_PAGE_IS_FREE}. */
  public static final int IS_FREE = 2;

  protected final SgxDriver sgx;

  public EpcAllocator(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** {@code page->flags} of a page on the free list. */
  public int freeFlags() {
    return IS_FREE;
  }

  /** {@code __sgx_alloc_epc_page_from_node()}. */
  public EpcPage __sgxAllocEpcPageFromNode(NumaNode node) {
    node.lock.lock();
    if (node.freePageList.isEmpty()) {
      node.lock.unlock();
      return null;
    }
    EpcPage page = node.freePageList.firstEntry();
    page.list.delInit();
    page.flags.set(0);
    node.lock.unlock();
    sgx.nrFreePages.addReturn(-1);
    return page;
  }

  /** {@code __sgx_alloc_epc_page()}: NULL stands for {@code ERR_PTR(-ENOMEM)}. */
  public EpcPage __sgxAllocEpcPage() {
    return __sgxAllocEpcPageFromNode(sgx.nodes.get(0));
  }

  /**
   * {@code sgx_alloc_epc_page()}.
   *
   * @param reclaim reclaim if there is no free page; needs that no mmap_lock and no encl->lock is
   *     held
   */
  public EpcPage sgxAllocEpcPage(Struct owner, boolean reclaim) {
    while (true) {
      EpcPage page = __sgxAllocEpcPage();
      if (page != null) {
        page.setOwner(owner);
        return page;
      }
      if (!sgxCanReclaim()) {
        return sgx.errPtr(-Errno.ENOMEM);
      }
      if (!reclaim) {
        return sgx.errPtr(-Errno.EBUSY);
      }
      sgx.reclaimer._reclaim();
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
    node.freePageList.addTail(page.list);
    page.flags.set(freeFlags());
    node.lock.unlock();
    sgx.nrFreePages.addReturn(1);
  }

  /** {@code sgx_encl_free_epc_page()}: EREMOVE first. A page that cannot be removed is leaked. */
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
}
