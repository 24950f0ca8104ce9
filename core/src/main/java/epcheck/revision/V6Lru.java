package epcheck.revision;

import epcheck.kernel.Struct;
import epcheck.sgx.Encl;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Errno;
import epcheck.sgx.KernelFile;
import epcheck.sgx.LruLists;
import epcheck.sgx.PageState;
import epcheck.sgx.SgxDriver;

/**
 * The LRU of each cgroup without its unreclaimable list (main.c, v6 06/12 and 10/12): mainline's
 * names, v5's states, and no owner bits.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class V6Lru extends V5Lru {
  public V6Lru(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public void sgxMarkPageReclaimable(EpcPage page) {
    LruLists lru = sgxLruLists(page);
    lru.lock.lock();
    sgx.kernel.warnOn(
        (page.flags.get() & PageState.MASK) == PageState.RECLAIMABLE,
        "page is RECLAIMABLE already");
    page.flags.or(PageState.RECLAIMABLE);
    lru.reclaimable.addTail(page.list);
    lru.lock.unlock();
  }

  @Override
  public int sgxUnmarkPageReclaimable(EpcPage page) {
    LruLists lru = sgxLruLists(page);
    lru.lock.lock();
    if ((page.flags.get() & PageState.MASK) == PageState.RECLAIM_IN_PROGRESS) {
      lru.lock.unlock();
      return -Errno.EBUSY;
    }
    page.list.del();
    sgxEpcPageResetState(page);
    lru.lock.unlock();
    return 0;
  }

  @Override
  public Struct _vaPageOwner(Encl encl) {
    return null;
  }

  @Override
  public void _record(EpcPage page) {
    sgxMarkPageReclaimable(page);
  }

  @Override
  public int _drop(EpcPage page) {
    return sgxUnmarkPageReclaimable(page);
  }

  @Override
  public void _recordSecs(EpcPage page) {}

  @Override
  public void _recordVaPage(EpcPage page) {}

  @Override
  public void _dropUnreclaimable(EpcPage page) {}
}
