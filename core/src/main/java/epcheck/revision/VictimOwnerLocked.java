package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EpcPage;
import epcheck.sgx.LruLists;
import epcheck.sgx.OomKiller;
import epcheck.sgx.PageState;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * F1, a fix of 6.1: a page keeps its owner as long as it is on the list, and leaves that under
 * {@code lru->lock}; so the killer finds out there which enclave it has pinned. In v5 it reads the
 * page again after it has let go of the lock.
 */
final class VictimOwnerLocked implements Patch {
  @Override
  public String name() {
    return "victim-owner-locked";
  }

  @Override
  public String title() {
    return "fix: the OOM killer asks for the victim page's owner under lru->lock";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Locked.class);
  }

  public static class Locked extends OomKiller {
    public Locked(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public boolean sgxEpcOom(LruLists lru) {
      lru.lock.lock();
      EpcPage victim = sgxOomGetVictim(lru);
      Encl encl = victim == null ? null : PageState.owner(victim);
      lru.lock.unlock();
      return encl != null && sgxOomEncl(encl);
    }
  }
}
