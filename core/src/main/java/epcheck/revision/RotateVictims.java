package epcheck.revision;

import epcheck.kernel.ListHead;
import epcheck.sgx.Encl;
import epcheck.sgx.EpcPage;
import epcheck.sgx.LruLists;
import epcheck.sgx.OomKiller;
import epcheck.sgx.PageState;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A fix: the killer leaves the victim's page on its list, at the end, and passes over enclaves that
 * it has killed before. So no call finds a victim that was one already, and none is out of sight.
 */
final class RotateVictims implements Patch {
  @Override
  public String name() {
    return "rotate-victims";
  }

  @Override
  public String title() {
    return "fix: the OOM killer rotates the unreclaimable list, and passes over killed enclaves";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Rotating.class);
  }

  public static class Rotating extends OomKiller {
    public Rotating(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public EpcPage sgxOomGetVictim(LruLists lru) {
      ListHead<EpcPage> next;
      for (ListHead<EpcPage> at = lru.unreclaimable.next(); at != lru.unreclaimable; at = next) {
        next = at.next();
        EpcPage epcPage = at.entry();
        if (!PageState.owner(epcPage).flags.testBit(Encl.NO_MEMORY) && sgxOomGetRef(epcPage)) {
          lru.unreclaimable.moveTail(epcPage.list);
          return epcPage;
        }
      }
      return null;
    }
  }
}
