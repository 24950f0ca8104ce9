package epcheck.revision;

import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.ListHead;
import epcheck.kernel.PerTask;
import epcheck.kernel.Struct;
import epcheck.sgx.Encl;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Errno;
import epcheck.sgx.LruLists;
import epcheck.sgx.OomKiller;
import epcheck.sgx.SgxDriver;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A fix: an empty list is taken for "nothing to reclaim", by a charge that then fails and by a
 * worker that then kills, though what was on it may be in a reclaimer's hands, and free in a
 * moment. {@code lru->nr_isolated}, under {@code lru->lock}, counts these pages from isolation
 * until they are listed again or are free and uncharged. A kill takes that no LRU of the subtree
 * has a page listed or isolated, both seen in one section of its lock, before a victim is chosen
 * and once more before it is marked: it may have had a page in hand. -ENOMEM takes that, too, and
 * that one more charge fails after it, since a page may have become free since the first.
 *
 * <p>Until then a fault gets -EBUSY, the worker makes another pass, and others call {@code
 * schedule()} and charge again. No charge queues the worker for this, which reclaim is not waiting
 * for. In {@code sgx_reclaim_epc_pages()} a css reference keeps the LRU while its page is freed.
 */
final class IsolatedNotEmpty implements Patch {
  @Override
  public String name() {
    return "isolated-not-empty";
  }

  @Override
  public String title() {
    return "fix: no charge fails, and nobody is killed, while a page of the subtree is being reclaimed";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Lru.class, Isolating.class, Charging.class, Rechecking.class);
  }

  /** A member that the fix adds to {@code struct sgx_epc_lru_lists}. */
  public static final class Isolated extends Struct {
    final IntCell nrIsolated;

    Isolated(Kernel kernel, LruLists lru) {
      super(kernel, lru, lru.toString());
      nrIsolated = layout.intCell("nr_isolated", 0).guardedBy(lru.lock);
    }
  }

  public static class Lru extends V5Lru {
    private final Map<LruLists, Isolated> isolated = new IdentityHashMap<>();

    public Lru(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public void _added(EpcCgroup cgroup) {
      super._added(cgroup);
      isolated.put(cgroup.lru, new Isolated(sgx.kernel, cgroup.lru));
    }

    /** {@code lru->nr_isolated}. */
    public IntCell _nrIsolated(LruLists lru) {
      return isolated.get(lru).nrIsolated;
    }
  }

  public static class Isolating extends V5Reclaimer {
    public Isolating(SgxDriver sgx) {
      super(sgx);
    }

    private IntCell _nrIsolated(LruLists lru) {
      return ((Lru) sgx.lru)._nrIsolated(lru);
    }

    @Override
    protected void sgxIsolateEpcPages_take(EpcPage epcPage, ListHead<EpcPage> dst) {
      _nrIsolated(epcPage.epcCg.get().lru).add(1);
      super.sgxIsolateEpcPages_take(epcPage, dst);
    }

    @Override
    protected void sgxReclaimEpcPages_relist(EpcPage epcPage, LruLists lru) {
      super.sgxReclaimEpcPages_relist(epcPage, lru);
      _nrIsolated(lru).add(-1);
    }

    @Override
    protected void sgxReclaimEpcPages_free(EpcPage epcPage) {
      EpcCgroup epcCg = epcPage.epcCg.get();
      sgx.cgroups.cssGet(epcCg);
      super.sgxReclaimEpcPages_free(epcPage);
      epcCg.lru.lock.lock();
      _nrIsolated(epcCg.lru).add(-1);
      epcCg.lru.lock.unlock();
      sgx.cgroups.cssPut(epcCg);
    }

    @Override
    public void _isolated(int id, EpcPage page) {
      super._isolated(id, page);
      _nrIsolated(page.epcCg.get().lru).add(1);
    }
  }

  public static class Charging extends EpcCgroups {
    /** For each task the cgroup that it kills for: an argument of the functions in between. */
    private final PerTask<IntCell> killsFor;

    public Charging(SgxDriver sgx) {
      super(sgx);
      Layout layout = sgx.kernel.layout(null, "");
      killsFor =
          sgx.kernel.perTask(i -> layout.intCell("epc_cg", 0).guardedBy(sgx.kernel.onlyTask(i)));
    }

    /** An empty list decides nothing by itself. */
    @Override
    protected boolean __sgxEpcCgroupTryCharge_isHopeless(EpcCgroup epcCg) {
      return sgxEpcCgroupLruEmpty(epcCg);
    }

    @Override
    public int __sgxEpcCgroupTryCharge(EpcCgroup epcCg, boolean reclaim) {
      int[] ret = {
        __sgxEpcCgroupTryCharge_done(epcCg, reclaim, super.__sgxEpcCgroupTryCharge(epcCg, reclaim))
      };
      if (ret[0] == -Errno.EAGAIN) {
        sgx.kernel.repeatUntil(
            () -> {
              int again = super.__sgxEpcCgroupTryCharge(epcCg, reclaim);
              ret[0] = __sgxEpcCgroupTryCharge_done(epcCg, reclaim, again);
              return ret[0] != -Errno.EAGAIN;
            });
      }
      return ret[0];
    }

    /** While somebody else reclaims -EAGAIN stands for {@code schedule(); continue;}. */
    private int __sgxEpcCgroupTryCharge_done(EpcCgroup epcCg, boolean reclaim, int ret) {
      if (ret != -Errno.ENOMEM) {
        return ret;
      }
      if (!_hasSome(epcCg)) {
        return __sgxEpcCgroupTryCharge_last(epcCg);
      }
      if (!reclaim) {
        return -Errno.EBUSY;
      }
      boolean signalPending = sgx.current.mine().process().signalPending();
      return signalPending ? -Errno.ERESTARTSYS : -Errno.EAGAIN;
    }

    /** Whether the subtree has a page that is reclaimable or being reclaimed. */
    private boolean _hasSome(EpcCgroup root) {
      for (int i = 0; i < preOrder.size(); i++) {
        EpcCgroup pos = preOrder.get(i);
        if (_visits(pos, root) && cssTryget(pos)) {
          pos.lru.lock.lock();
          boolean some =
              !pos.lru.reclaimable.isEmpty() || ((Lru) sgx.lru)._nrIsolated(pos.lru).get() != 0;
          pos.lru.lock.unlock();
          cssPut(pos);
          if (some) {
            return true;
          }
        }
      }
      return false;
    }

    /** Once more: what was being reclaimed before may be free by now. */
    private int __sgxEpcCgroupTryCharge_last(EpcCgroup epcCg) {
      if (miscCgTryCharge(epcCg) != 0) {
        sgx.witness._cannotReclaim(epcCg);
        return -Errno.ENOMEM;
      }
      cssGet(epcCg);
      return 0;
    }

    /** The worker waits for the reclaimer by making another pass. */
    @Override
    protected boolean sgxEpcCgroupReclaimWorkFunc_oom(EpcCgroup epcCg, int cur, int limit) {
      if (_hasSome(epcCg)) {
        return true;
      }
      killsFor.mine().set(preOrder.indexOf(epcCg) + 1);
      boolean oom = super.sgxEpcCgroupReclaimWorkFunc_oom(epcCg, cur, limit);
      killsFor.mine().set(0);
      return oom;
    }

    /** Whether the worker that runs, if it is one, need not kill after all. */
    boolean _canReclaim() {
      int root = killsFor.mine().get();
      return root != 0 && _hasSome(preOrder.get(root - 1));
    }
  }

  public static class Rechecking extends OomKiller {
    public Rechecking(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxOomEncl_mark(Encl encl) {
      return !((Charging) sgx.cgroups)._canReclaim() && super.sgxOomEncl_mark(encl);
    }
  }
}
