package epcheck.revision;

import epcheck.kernel.ListHead;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.EpcPage;
import epcheck.sgx.LruLists;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A fix of Sean Christopherson's case: what guests hold no kill gives back. With nothing to
 * reclaim, all that enclaves hold in the subtree is on the unreclaimable lists; if usage without
 * those pages would be above the limit, too, nobody is killed.
 */
final class NoFutileKill implements Patch {
  @Override
  public String name() {
    return "no-futile-kill";
  }

  @Override
  public String title() {
    return "fix: the worker kills only if the pages of enclaves are what is above the limit";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Counting.class);
  }

  public static class Counting extends EpcCgroups {
    public Counting(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxEpcCgroupReclaimWorkFunc_oom(EpcCgroup epcCg, int cur, int limit) {
      return cur - _unreclaimable(epcCg) <= limit
          && super.sgxEpcCgroupReclaimWorkFunc_oom(epcCg, cur, limit);
    }

    /** The pages on the unreclaimable lists of a subtree. */
    private int _unreclaimable(EpcCgroup root) {
      int count = 0;
      for (int i = 0; i < preOrder.size(); i++) {
        EpcCgroup pos = preOrder.get(i);
        if (_visits(pos, root) && cssTryget(pos)) {
          count += _listCountNodes(pos.lru);
          cssPut(pos);
        }
      }
      return count;
    }

    private static int _listCountNodes(LruLists lru) {
      int count = 0;
      lru.lock.lock();
      for (ListHead<EpcPage> at = lru.unreclaimable.next();
          at != lru.unreclaimable;
          at = at.next()) {
        count++;
      }
      lru.lock.unlock();
      return count;
    }
  }
}
