package epcheck.sgx;

import epcheck.kernel.Struct;
import java.util.ArrayList;
import java.util.List;

/** Which pages the reclaimer may take (main.c, v6.5). Nothing is dropped. */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class LruTracking {
  /** {@code SGX_EPC_PAGE_RECLAIMER_TRACKED}. */
  public static final int TRACKED = 1;

  protected final SgxDriver sgx;

  public LruTracking(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** How mainline's {@code page->flags} prints. */
  public static String _printFlags(int flags) {
    List<String> bits = new ArrayList<>();
    if ((flags & TRACKED) != 0) {
      bits.add("RECLAIMER_TRACKED");
    }
    if ((flags & EpcAllocator.IS_FREE) != 0) {
      bits.add("IS_FREE");
    }
    return bits.isEmpty() ? "0" : String.join("|", bits);
  }

  /** {@code sgx_mark_page_reclaimable()}. */
  public void sgxMarkPageReclaimable(EpcPage page) {
    sgx.reclaimerLock.lock();
    page.flags.or(TRACKED);
    sgx.activePageList.addTail(page.list);
    sgx.reclaimerLock.unlock();
  }

  /** {@code sgx_unmark_page_reclaimable()}: -EBUSY if the page is being reclaimed. */
  public int sgxUnmarkPageReclaimable(EpcPage page) {
    sgx.reclaimerLock.lock();
    if ((page.flags.get() & TRACKED) != 0) {
      // The page is being reclaimed.
      if (page.list.isEmpty()) {
        sgx.reclaimerLock.unlock();
        return -Errno.EBUSY;
      }
      page.list.del();
      page.flags.and(~TRACKED);
    }
    sgx.reclaimerLock.unlock();
    return 0;
  }

  /** {@code page->owner} of a VA page: mainline has NULL. */
  public Struct _vaPageOwner(Encl encl) {
    return null;
  }

  /** Whether a reclaimer has the page isolated; for oracles. */
  public boolean _isIsolated(EpcPage page) {
    return (page.flags.get() & TRACKED) != 0 && page.list.isEmpty();
  }

  // What the rest of the driver calls, by whatever name the revision has for it. Those of SECS and
  // VA pages do nothing in mainline, which has them on no list.

  /** A regular page may be reclaimed from here on. */
  public void _record(EpcPage page) {
    sgxMarkPageReclaimable(page);
  }

  /** A regular page may not be reclaimed any more; -EBUSY if that is being done already. */
  public int _drop(EpcPage page) {
    return sgxUnmarkPageReclaimable(page);
  }

  /** As {@link #_record}, of a page that EAUG has made, or MODIFY_TYPES made over. */
  public void _recordSgx2(EpcPage page) {
    _record(page);
  }

  public void _recordSecs(EpcPage page) {}

  public void _dropSecs(EpcPage page) {
    _dropUnreclaimable(page);
  }

  public void _recordVaPage(EpcPage page) {}

  /** Of a SECS or VA page. */
  public void _dropUnreclaimable(EpcPage page) {}

  /** For model set-up only: an enclave, or a cgroup, for which a revision may have a list. */
  public void _added(Encl encl) {}

  public void _added(EpcCgroup cgroup) {}
}
