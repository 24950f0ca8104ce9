package epcheck.revision;

import epcheck.kernel.ListHead;
import epcheck.sgx.CgroupReclaim;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.KernelFile;
import epcheck.sgx.LruLists;
import epcheck.sgx.PageState;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * The reclaimer of the series (v5 08/18, 13/18 to 16/18): isolates to a list instead of an array,
 * from the LRUs of a cgroup's subtree.
 *
 * <p>Dropped: {@code sgx_global_lru}, which is always empty with CONFIG_CGROUP_SGX_EPC.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class V5Reclaimer extends Reclaimer implements CgroupReclaim {
  public V5Reclaimer(SgxDriver sgx) {
    super(sgx);
  }

  private V5Lru _lru() {
    return (V5Lru) sgx.lru;
  }

  @Override
  public void _reclaim() {
    sgxReclaimEpcPages(SgxDriver.NR_TO_SCAN, false, null);
  }

  @Override
  public int sgxIsolateEpcPages(LruLists lru, int nrToScan, ListHead<EpcPage> dst) {
    int left = nrToScan;
    lru.lock.lock();
    for (; left > 0; left--) {
      if (lru.reclaimable.isEmpty()) {
        break;
      }
      EpcPage epcPage = lru.reclaimable.firstEntry();
      EnclPage enclPage = epcPage.enclPage();
      if (sgxIsolateEpcPages_get(enclPage)) {
        sgxIsolateEpcPages_take(epcPage, dst);
      } else {
        // The owner is freeing the page, remove it from the LRU list.
        _lru().sgxEpcPageResetState(epcPage);
        epcPage.list.delInit();
      }
    }
    lru.lock.unlock();
    return left;
  }

  /** From the LRU, whose lock is held. */
  protected void sgxIsolateEpcPages_take(EpcPage epcPage, ListHead<EpcPage> dst) {
    sgx.witness._isolated(epcPage);
    _lru().sgxEpcPageSetState(epcPage, PageState.RECLAIM_IN_PROGRESS);
    dst.moveTail(epcPage.list);
  }

  /** {@code kref_get_unless_zero(&encl_page->encl->refcount)}. */
  protected boolean sgxIsolateEpcPages_get(EnclPage enclPage) {
    return enclPage.encl.get().refcount.getUnlessZero();
  }

  @Override
  public int sgxReclaimEpcPages(int nrToScan, boolean ignoreAge, EpcCgroup epcCg) {
    ListHead<EpcPage> iso = sgx.batch.mine().iso;
    iso.init();
    sgx.cgroups.sgxEpcCgroupIsolatePages(
        epcCg == null ? sgx.cgroups._root() : epcCg, nrToScan, iso);
    return sgxReclaimEpcPages_iso(iso, ignoreAge);
  }

  /** All that comes after isolation: age, backing, block, write. */
  protected int sgxReclaimEpcPages_iso(ListHead<EpcPage> iso, boolean ignoreAge) {
    int handled = 0;
    ListHead<EpcPage> next;
    for (ListHead<EpcPage> at = iso.next(); at != iso; at = next) {
      next = at.next();
      EpcPage epcPage = at.entry();
      EnclPage enclPage = epcPage.enclPage();
      if (sgxReclaimEpcPages_prepare(epcPage, enclPage, ignoreAge)) {
        handled++;
      } else {
        sgxReclaimEpcPages_skip(epcPage, enclPage);
      }
    }
    for (ListHead<EpcPage> at = iso.next(); at != iso; at = at.next()) {
      sgxReclaimerBlock(at.entry());
    }
    for (ListHead<EpcPage> at = iso.next(); at != iso; at = next) {
      next = at.next();
      sgxReclaimEpcPages_write(at.entry());
    }
    return handled;
  }

  /** Writes the page out, lets its enclave go, and frees it. */
  protected void sgxReclaimEpcPages_write(EpcPage epcPage) {
    EnclPage enclPage = epcPage.enclPage();
    sgxReclaimerWrite(epcPage);
    sgxReclaimEpcPages_put(enclPage);
    sgxReclaimEpcPages_reset(epcPage);
    sgxReclaimEpcPages_free(epcPage);
  }

  protected void sgxReclaimEpcPages_reset(EpcPage epcPage) {
    _lru().sgxEpcPageResetState(epcPage);
  }

  protected void sgxReclaimEpcPages_free(EpcPage epcPage) {
    sgx.allocator.sgxFreeEpcPage(epcPage);
  }

  private boolean sgxReclaimEpcPages_prepare(
      EpcPage epcPage, EnclPage enclPage, boolean ignoreAge) {
    if (!ignoreAge && !sgxReclaimerAge(epcPage)) {
      return false;
    }
    return _pinAndMark(enclPage);
  }

  /** Back to the end of the list, and only then is the enclave let go. */
  protected void sgxReclaimEpcPages_skip(EpcPage epcPage, EnclPage enclPage) {
    _giveBack(epcPage);
    sgxReclaimEpcPages_put(enclPage);
  }

  /** Gives a page that is skipped back to its LRU. */
  protected final void _giveBack(EpcPage epcPage) {
    LruLists lru = _lru().sgxLruLists(epcPage);
    lru.lock.lock();
    sgxReclaimEpcPages_relist(epcPage, lru);
    lru.lock.unlock();
  }

  /** To the end of the list; {@code lru->lock} is held. */
  protected void sgxReclaimEpcPages_relist(EpcPage epcPage, LruLists lru) {
    _lru().sgxEpcPageSetState(epcPage, PageState.RECLAIMABLE);
    lru.reclaimable.moveTail(epcPage.list);
  }

  /** {@code kref_put(&encl_page->encl->refcount, sgx_encl_release)}. */
  protected void sgxReclaimEpcPages_put(EnclPage enclPage) {
    sgx.lifecycle._krefPut(enclPage.encl.get());
  }

  @Override
  public void _resume(List<EpcPage> isolated) {
    sgxReclaimEpcPages_iso(sgx.batch.mine().iso, false);
  }

  @Override
  public void _isolated(int id, EpcPage page) {
    page.enclPage().encl.get().refcount.get();
    _lru().sgxEpcPageSetState(page, PageState.RECLAIM_IN_PROGRESS);
    sgx.batch.of(id).iso.moveTail(page.list);
  }
}
