import epcheck.sgx.Encl;
import epcheck.sgx.EpcPage;
import epcheck.sgx.LruLists;
import epcheck.sgx.OomKiller;
import epcheck.sgx.PageState;
import epcheck.sgx.SgxDriver;

/**
 * The OOM killer finds out whom its victim page belongs to while it holds {@code lru->lock}.
 *
 * <p>In v5 sgx_epc_oom() pops a page, pins the enclave that owns it, drops the lock, and then reads
 * the owner of the page again. The reference keeps the enclave, not the page: a reclaimer may evict
 * the enclave's last page meanwhile, free this one, and somebody else may have it by now.
 *
 * <p>For who knows C and no Java: encl.secs is encl->secs, lock.lock() is spin_lock() or
 * mutex_lock(), a pointer that is shared between tasks is read with get(), and null is NULL. The
 * class extends the driver's OomKiller: what it does not say again stays as it is in v5.
 */
public class OwnerUnderLruLock extends OomKiller {

  // Every class of a proposal has one of these.
  public OwnerUnderLruLock(SgxDriver sgx) {
    super(sgx);
  }

  // sgx_epc_oom(); @Override says that v5 has it, and that this is in its place.
  @Override
  public boolean sgxEpcOom(LruLists lru) {
    Encl encl = null;

    lru.lock.lock();
    EpcPage victim = sgxOomGetVictim(lru);
    if (victim != null) {
      // On the list a page has an owner; it loses it under lru->lock.
      encl = sgxOomOwner(victim);
    }
    lru.lock.unlock();

    if (encl == null) {
      return false;
    }
    // sgx_oom_get_victim() has taken the reference that sgx_oom_encl() puts.
    return sgxOomEncl(encl);
  }

  // New: sgx_oom_owner(). No @Override, since v5 has no such function.
  private Encl sgxOomOwner(EpcPage page) {
    if ((page.flags.get() & PageState.OWNER_PAGE) != 0) {
      return page.enclPage().encl.get();
    }
    return page.encl();
  }
}
