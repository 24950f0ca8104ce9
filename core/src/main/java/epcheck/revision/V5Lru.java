package epcheck.revision;

import epcheck.kernel.Struct;
import epcheck.sgx.Encl;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Errno;
import epcheck.sgx.KernelFile;
import epcheck.sgx.LruLists;
import epcheck.sgx.LruTracking;
import epcheck.sgx.PageState;
import epcheck.sgx.SgxDriver;

/**
 * LRU lists of each cgroup, with SECS and VA pages on one of their own (v5 05/18 to 11/18, 16/18).
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class V5Lru extends LruTracking {
  public V5Lru(SgxDriver sgx) {
    super(sgx);
  }

  /** {@code sgx_lru_lists()}. */
  public LruLists sgxLruLists(EpcPage page) {
    return page.epcCg.get().lru;
  }

  /** {@code sgx_record_epc_page()}. */
  public void sgxRecordEpcPage(EpcPage page, int flags) {
    LruLists lru = sgxLruLists(page);
    lru.lock.lock();
    sgx.kernel.warnOn(
        (page.flags.get() & PageState.MASK) == PageState.RECLAIMABLE,
        "page is RECLAIMABLE already");
    page.flags.or(flags);
    if ((flags & PageState.MASK) == PageState.RECLAIMABLE) {
      lru.reclaimable.addTail(page.list);
    } else {
      lru.unreclaimable.addTail(page.list);
    }
    lru.lock.unlock();
  }

  /** {@code sgx_drop_epc_page()}: -EBUSY if the page is being reclaimed. */
  public int sgxDropEpcPage(EpcPage page) {
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

  /** {@code sgx_epc_page_reset_state()}: the owner bits stay. */
  public void sgxEpcPageResetState(EpcPage page) {
    page.flags.and(~PageState.MASK);
  }

  /** {@code sgx_epc_page_set_state()}. */
  public void sgxEpcPageSetState(EpcPage page, int state) {
    page.flags.set(page.flags.get() & ~PageState.MASK | state);
  }

  @Override
  public boolean _isIsolated(EpcPage page) {
    return (page.flags.get() & PageState.MASK) == PageState.RECLAIM_IN_PROGRESS;
  }

  @Override
  public Struct _vaPageOwner(Encl encl) {
    return encl;
  }

  @Override
  public void _record(EpcPage page) {
    sgxRecordEpcPage(page, PageState.OWNER_PAGE | PageState.RECLAIMABLE);
  }

  @Override
  public int _drop(EpcPage page) {
    return sgxDropEpcPage(page);
  }

  @Override
  public void _recordSecs(EpcPage page) {
    sgxRecordEpcPage(page, PageState.OWNER_PAGE | PageState.UNRECLAIMABLE);
  }

  @Override
  public void _recordVaPage(EpcPage page) {
    sgxRecordEpcPage(page, PageState.OWNER_ENCL | PageState.UNRECLAIMABLE);
  }

  @Override
  public void _dropUnreclaimable(EpcPage page) {
    sgxDropEpcPage(page);
  }
}
