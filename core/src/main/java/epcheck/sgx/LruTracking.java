package epcheck.sgx;

import epcheck.kernel.Struct;
import java.util.ArrayList;
import java.util.List;

/** Which pages the reclaimer may take (main.c, v6.5). */
public class LruTracking {
  /** {@code SGX_EPC_PAGE_RECLAIMER_TRACKED}. */
  public static final int TRACKED = 1;

  protected final SgxDriver sgx;

  public LruTracking(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** How mainline's {@code page->flags} prints. */
  public static String printFlags(int flags) {
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
  public Struct vaPageOwner(Encl encl) {
    return null;
  }

  /** Records a VA page; mainline has them on no list. For model set-up. */
  public void _trackVaPage(EpcPage page) {}
}
