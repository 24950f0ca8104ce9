package epcheck.revision;

import epcheck.kernel.Struct;
import epcheck.sgx.EpcAllocator;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.PageState;
import epcheck.sgx.SgxDriver;

/**
 * Charges the allocating task's cgroup for each page (v5 16/18), and keeps a state in {@code
 * page->flags} (v5 06/18).
 */
public class V5Allocator extends EpcAllocator {
  public V5Allocator(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public int freeFlags() {
    return PageState.FREE;
  }

  @Override
  public EpcPage sgxAllocEpcPage(Struct owner, boolean reclaim) {
    EpcCgroup epcCg = sgx.current.mine().process().cgroup();
    int ret = sgx.cgroups.sgxEpcCgroupTryCharge(epcCg, reclaim);
    if (ret != 0) {
      return sgx.errPtr(ret);
    }
    EpcPage page = super.sgxAllocEpcPage(owner, reclaim);
    if (page.isErr()) {
      sgx.cgroups.sgxEpcCgroupUncharge(epcCg);
    } else {
      sgx.kernel.warnOn(page.epcCg.get() != null, "page->epc_cg is set");
      page.epcCg.set(epcCg);
    }
    return page;
  }

  /** {@code sgx_can_reclaim()}: some cgroup has a reclaimable page. */
  @Override
  protected boolean sgxCanReclaim() {
    return !sgx.cgroups.sgxEpcCgroupLruEmpty(sgx.cgroups.root());
  }

  @Override
  public void sgxFreeEpcPage(EpcPage page) {
    sgx.kernel.warnOn(
        (page.flags.get() & PageState.MASK) != 0,
        "a page is freed in a state other than NOT_TRACKED");
    EpcCgroup epcCg = page.epcCg.get();
    if (epcCg != null) {
      sgx.cgroups.sgxEpcCgroupUncharge(epcCg);
      page.epcCg.set(null);
    }
    super.sgxFreeEpcPage(page);
  }

  @Override
  protected void sgxEnclFreeEpcPage_warnIfTracked(EpcPage page) {
    sgx.kernel.warnOn(
        (page.flags.get() & PageState.MASK) != 0,
        "a page is freed in a state other than NOT_TRACKED");
  }
}
