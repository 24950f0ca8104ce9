package epcheck.revision;

import epcheck.sgx.EpcPage;
import epcheck.sgx.LruLists;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A fix: a page that is poisoned while it is isolated, and then skipped, does not go back to its
 * LRU. Where {@code sgx_reclaim_epc_pages()} skips a page it looks at {@code epc_page->poison}
 * under {@code lru->lock}, and resets the state of such a page instead of listing it.
 *
 * <p>{@code arch_memory_failure()} sets {@code poison} before it takes that lock to unlist the
 * page, so that either it finds the page listed, or the reclaimer finds it poisoned.
 */
final class PoisonNotRelisted implements Patch {
  @Override
  public String name() {
    return "poison-not-relisted";
  }

  @Override
  public String title() {
    return "fix: the reclaimer does not list a page again that was poisoned in its hands";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends V5Reclaimer {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxReclaimEpcPages_relist(EpcPage epcPage, LruLists lru) {
      super.sgxReclaimEpcPages_relist(epcPage, lru);
      if (epcPage.poison.readOnce() != 0) {
        epcPage.list.delInit();
        ((V5Lru) sgx.lru).sgxEpcPageResetState(epcPage);
      }
    }
  }
}
