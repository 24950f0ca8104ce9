package epcheck.revision;

import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.NumaNode;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * POISON1 of the bug history (row 26), fixed in v5.18 by f4b2a4606a14: the reclaimer had {@code
 * sgx_free_epc_page()} open-coded, without a look at {@code page->poison}, and without setting
 * {@code SGX_EPC_PAGE_IS_FREE}.
 */
final class PoisonedPageFreed implements Patch {
  @Override
  public String name() {
    return "poisoned-page-freed";
  }

  @Override
  public String title() {
    return "POISON1, fixed by f4b2a4606a14 in v5.18: the reclaimer frees pages, poisoned or not";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(OnMainline.class, OnSeries.class);
  }

  private static void _addToFreeList(SgxDriver sgx, EpcPage epcPage) {
    NumaNode node = epcPage.node;
    node.lock.lock();
    sgx.witness._freeing(epcPage);
    node.freePageList.addTail(epcPage.list);
    sgx.allocator.nrFreePages._gaveTo(node);
  }

  public static class OnMainline extends Reclaimer {
    public OnMainline(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxReclaimPages_free(EpcPage epcPage) {
      _addToFreeList(sgx, epcPage);
    }
  }

  /** The series charges a page until it is freed, which has to be undone here as well. */
  public static class OnSeries extends V5Reclaimer {
    public OnSeries(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxReclaimEpcPages_free(EpcPage epcPage) {
      EpcCgroup epcCg = epcPage.epcCg.get();
      sgx.cgroups.sgxEpcCgroupUncharge(epcCg);
      epcPage.epcCg.set(null);
      _addToFreeList(sgx, epcPage);
    }
  }
}
