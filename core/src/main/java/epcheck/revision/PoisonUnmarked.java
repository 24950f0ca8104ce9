package epcheck.revision;

import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.PageState;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * The fix of CVE-2025-38334 (ed16618c380c, v6.16) for the series, which is older: {@code
 * arch_memory_failure()} takes a page with a memory error off the reclaimer's list.
 *
 * <p>There {@code sgx_drop_epc_page()} cannot stand for {@code sgx_unmark_page_reclaimable()}: it
 * unlinks a page that is on no LRU, too, and a second time. So a RECLAIMABLE page, and no other, is
 * reset and unlinked, by {@code list_del_init()}: who drops it later unlinks nothing. The cgroup is
 * looked up under {@code rcu_read_lock()}, and once more under its {@code lru->lock}: the page may
 * have been freed.
 */
final class PoisonUnmarked implements Patch {
  @Override
  public String name() {
    return "poison-unmarked";
  }

  @Override
  public String title() {
    return "fix: arch_memory_failure() takes a poisoned page off the reclaimable list (ed16618c380c)";
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
    protected void archMemoryFailure_unmark(EpcPage page) {
      EpcCgroup epcCg = page.epcCg.readOnce();
      if (epcCg == null || !sgx.cgroups.cssTryget(epcCg)) {
        return;
      }
      epcCg.lru.lock.lock();
      if (page.epcCg.readOnce() == epcCg
          && (page.flags.readOnce() & PageState.MASK) == PageState.RECLAIMABLE) {
        page.list.delInit();
        ((V5Lru) sgx.lru).sgxEpcPageResetState(page);
      }
      epcCg.lru.lock.unlock();
      sgx.cgroups.cssPut(epcCg);
    }
  }
}
