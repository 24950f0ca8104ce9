package epcheck.revision;

import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A fix: {@code sgx_free_epc_page()} uncharges a page before it is on the free list, so a charge
 * may succeed for which there is no page yet, and the allocation fails. Instead it takes {@code
 * page->epc_cg} into a local variable and clears it there, and uncharges at its end. Then the usage
 * of root is never below the number of pages that are not free, and within the capacity each charge
 * has its page.
 */
final class UnchargeAfterFree implements Patch {
  @Override
  public String name() {
    return "uncharge-after-free";
  }

  @Override
  public String title() {
    return "fix: sgx_free_epc_page() uncharges a page once it is on the free list, not before";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends V5Allocator {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public void sgxFreeEpcPage(EpcPage page) {
      EpcCgroup epcCg = page.epcCg.get();
      page.epcCg.set(null);
      super.sgxFreeEpcPage(page);
      if (epcCg != null) {
        sgx.cgroups.sgxEpcCgroupUncharge(epcCg);
      }
    }
  }
}
