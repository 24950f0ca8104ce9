package epcheck.revision;

import epcheck.kernel.Struct;
import epcheck.sgx.EpcAllocator;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.KernelFile;
import epcheck.sgx.NrFreePages;
import epcheck.sgx.PageState;
import epcheck.sgx.SgxDriver;

/**
 * Charges the allocating task's cgroup for each page (v5 16/18), and keeps a state in {@code
 * page->flags} (v5 06/18). On v6.6-rc1, so without ed16618c380c: a poisoned page stays where the
 * reclaimer finds it.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class V5Allocator extends EpcAllocator {
  public V5Allocator(SgxDriver sgx) {
    super(sgx);
  }

  public V5Allocator(SgxDriver sgx, NrFreePages nrFreePages) {
    super(sgx, nrFreePages);
  }

  @Override
  public int _freeFlags() {
    return PageState.FREE;
  }

  @Override
  public EpcPage sgxAllocEpcPage(Struct owner, boolean reclaim) {
    EpcCgroup epcCg = sgx.cgroups.sgxEpcCgroupTryCharge(reclaim);
    if (epcCg.isErr()) {
      return sgx.errPtr(epcCg.error);
    }
    EpcPage page = sgxAllocEpcPage_loop(owner, reclaim);
    if (page.isErr()) {
      sgx.cgroups.sgxEpcCgroupUncharge(epcCg);
    } else {
      sgx.kernel.warnOn(page.epcCg.get() != null, "page->epc_cg is set");
      page.epcCg.set(epcCg);
    }
    sgxAllocEpcPage_wakeUp();
    return page;
  }

  /** {@code sgx_can_reclaim()}: some cgroup has a reclaimable page. */
  @Override
  protected boolean sgxCanReclaim() {
    return !sgx.cgroups.sgxEpcCgroupLruEmpty(sgx.cgroups._root());
  }

  @Override
  public void sgxFreeEpcPage(EpcPage page) {
    sgxFreeEpcPage_begin(page);
    super.sgxFreeEpcPage(page);
  }

  /** Before the page is on the free list. */
  protected void sgxFreeEpcPage_begin(EpcPage page) {
    sgx.kernel.warnOn(
        (page.flags.get() & PageState.MASK) != 0,
        "a page is freed in a state other than NOT_TRACKED");
    _uncharge(page);
  }

  protected final void _uncharge(EpcPage page) {
    EpcCgroup epcCg = page.epcCg.get();
    if (epcCg != null) {
      sgx.cgroups.sgxEpcCgroupUncharge(epcCg);
      page.epcCg.set(null);
    }
  }

  @Override
  protected void sgxEnclFreeEpcPage_warnIfTracked(EpcPage page) {
    sgx.kernel.warnOn(
        (page.flags.get() & PageState.MASK) != 0,
        "a page is freed in a state other than NOT_TRACKED");
  }

  @Override
  protected boolean archMemoryFailure_isFree(EpcPage page) {
    return page.flags.get() == PageState.FREE;
  }

  @Override
  protected void archMemoryFailure_unmark(EpcPage page) {}
}
