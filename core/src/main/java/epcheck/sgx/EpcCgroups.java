package epcheck.sgx;

import epcheck.kernel.ListHead;
import java.util.ArrayList;
import java.util.List;

/**
 * The EPC cgroup controller of the series (epc_cgroup.c, v5 16/18), on top of the misc controller
 * (kernel/cgroup/misc.c).
 *
 * <p>Dropped: css references ({@code css_tryget()} always succeeds: no cgroup is removed here), the
 * capacity (larger than any limit), pending signals, {@code nr_empty} (the LRU was seen empty two
 * steps before, so it counts nothing), and the reclaim worker, which a charge without {@code
 * reclaim} queues before it fails with -EBUSY: scenarios of this part call the OOM killer, which
 * only the worker calls, as an entry point of its own.
 */
public class EpcCgroups {
  /** {@code SGX_EPC_RECLAIM_IGNORE_AGE_THRESHOLD}. */
  private static final int IGNORE_AGE_THRESHOLD = 5;

  protected final SgxDriver sgx;

  /** All cgroups in pre-order, the root first. */
  private final List<EpcCgroup> preOrder = new ArrayList<>();

  public EpcCgroups(SgxDriver sgx) {
    this.sgx = sgx;
  }

  private CgroupReclaim reclaimer() {
    return (CgroupReclaim) sgx.reclaimer;
  }

  /** Adds a cgroup after its parent and its elder siblings; for model set-up only. */
  public EpcCgroup add(String name, EpcCgroup parent, int limit) {
    EpcCgroup cgroup = new EpcCgroup(sgx.kernel, name, parent, limit);
    preOrder.add(cgroup);
    return cgroup;
  }

  public EpcCgroup root() {
    return preOrder.get(0);
  }

  public List<EpcCgroup> all() {
    return preOrder;
  }

  private static boolean isDescendant(EpcCgroup cgroup, EpcCgroup root) {
    for (EpcCgroup at = cgroup; at != null; at = at.parent) {
      if (at == root) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@code misc_cg_try_charge()}: add, then check, level by level; a failure takes everything back.
   */
  public boolean miscCgTryCharge(EpcCgroup cgroup) {
    for (EpcCgroup i = cgroup; i != null; i = i.parent) {
      int newUsage = i.usage.addReturn(1);
      if (newUsage > i.max.readOnce()) {
        for (EpcCgroup j = cgroup; j != i.parent; j = j.parent) {
          j.usage.addReturn(-1);
        }
        return false;
      }
    }
    return true;
  }

  /** {@code sgx_epc_cgroup_try_charge()}: charges the cgroup of the running task; 0 or an error. */
  public int sgxEpcCgroupTryCharge(EpcCgroup cgroup, boolean reclaim) {
    boolean ignoreAge = false;
    int nrFails = 0;
    while (!miscCgTryCharge(cgroup)) {
      if (sgxEpcCgroupLruEmpty(cgroup)) {
        return -Errno.ENOMEM;
      }
      if (!reclaim) {
        return -Errno.EBUSY;
      }
      int handled = reclaimer().sgxReclaimEpcPages(SgxDriver.NR_TO_SCAN, ignoreAge, cgroup);
      if (handled == 0 && ++nrFails > IGNORE_AGE_THRESHOLD) {
        ignoreAge = true;
      }
    }
    return 0;
  }

  /** {@code sgx_epc_cgroup_uncharge()}. */
  public void sgxEpcCgroupUncharge(EpcCgroup cgroup) {
    for (EpcCgroup i = cgroup; i != null; i = i.parent) {
      i.usage.addReturn(-1);
    }
  }

  /**
   * {@code sgx_epc_cgroup_lru_empty()}: looks at {@code reclaimable} only; isolated pages do not
   * count.
   */
  public boolean sgxEpcCgroupLruEmpty(EpcCgroup root) {
    for (int i = 0; i < preOrder.size(); i++) {
      EpcCgroup pos = preOrder.get(i);
      if (isDescendant(pos, root)) {
        pos.lru.lock.lock();
        boolean empty = pos.lru.reclaimable.isEmpty();
        pos.lru.lock.unlock();
        if (!empty) {
          return false;
        }
      }
    }
    return true;
  }

  /** {@code sgx_epc_cgroup_isolate_pages()}. */
  public void sgxEpcCgroupIsolatePages(EpcCgroup root, int nrToScan, ListHead<EpcPage> dst) {
    int left = nrToScan;
    for (int i = 0; i < preOrder.size() && left > 0; i++) {
      EpcCgroup pos = preOrder.get(i);
      if (isDescendant(pos, root)) {
        left = reclaimer().sgxIsolateEpcPages(pos.lru, left, dst);
      }
    }
  }

  /** {@code sgx_epc_cgroup_oom()}: true once a victim was found in the subtree. */
  public boolean sgxEpcCgroupOom(EpcCgroup root) {
    for (int i = 0; i < preOrder.size(); i++) {
      EpcCgroup pos = preOrder.get(i);
      if (isDescendant(pos, root) && sgx.oomKiller.sgxEpcOom(pos.lru)) {
        return true;
      }
    }
    return false;
  }
}
