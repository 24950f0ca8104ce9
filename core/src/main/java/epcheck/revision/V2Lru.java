package epcheck.revision;

import epcheck.sgx.EpcPage;
import epcheck.sgx.Errno;
import epcheck.sgx.KernelFile;
import epcheck.sgx.LruLists;
import epcheck.sgx.SgxDriver;

/**
 * {@code sgx_record_epc_page()} and {@code sgx_drop_epc_page()} (main.c, v2 08/18 and 12/18).
 *
 * <p>Note that a drop clears the bits after {@code lru->lock} is released, those of the owner among
 * them, and that EAUG and MODIFY_TYPES record a page as TRACKED only, without ENCLAVE.
 *
 * <p>Dropped: pages of virtual EPC, which v2 has on {@code unreclaimable} without an owner bit; an
 * OOM scan pops and passes over them.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class V2Lru extends V5Lru {
  private static final int ALL =
      V2PageFlags.TRACKED
          | V2PageFlags.RECLAIM_IN_PROGRESS
          | V2PageFlags.ENCLAVE
          | V2PageFlags.VERSION_ARRAY;

  public V2Lru(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public void sgxRecordEpcPage(EpcPage page, int flags) {
    LruLists lru = sgxLruLists(page);
    lru.lock.lock();
    sgx.kernel.warnOn(
        (page.flags.get() & (V2PageFlags.TRACKED | V2PageFlags.RECLAIM_IN_PROGRESS)) != 0,
        "page is tracked already");
    page.flags.or(flags);
    if ((flags & V2PageFlags.TRACKED) != 0) {
      lru.reclaimable.addTail(page.list);
    } else {
      lru.unreclaimable.addTail(page.list);
    }
    lru.lock.unlock();
  }

  @Override
  public int sgxDropEpcPage(EpcPage page) {
    LruLists lru = sgxLruLists(page);
    lru.lock.lock();
    if ((page.flags.get() & V2PageFlags.TRACKED) != 0
        && (page.flags.get() & V2PageFlags.RECLAIM_IN_PROGRESS) != 0) {
      lru.lock.unlock();
      return -Errno.EBUSY;
    }
    page.list.del();
    lru.lock.unlock();
    _clearFlags(page);
    return 0;
  }

  /** What a drop and a finished reclaim write out as a mask of four bits. */
  void _clearFlags(EpcPage page) {
    page.flags.and(~ALL);
  }

  @Override
  public boolean _isIsolated(EpcPage page) {
    return (page.flags.get() & V2PageFlags.RECLAIM_IN_PROGRESS) != 0;
  }

  @Override
  public void _record(EpcPage page) {
    sgxRecordEpcPage(page, V2PageFlags.ENCLAVE | V2PageFlags.TRACKED);
  }

  @Override
  public void _recordSgx2(EpcPage page) {
    sgxRecordEpcPage(page, V2PageFlags.TRACKED);
  }

  @Override
  public void _recordSecs(EpcPage page) {
    sgxRecordEpcPage(page, V2PageFlags.ENCLAVE);
  }

  @Override
  public void _recordVaPage(EpcPage page) {
    sgxRecordEpcPage(page, V2PageFlags.VERSION_ARRAY);
  }
}
