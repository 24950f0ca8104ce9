package epcheck.sgx;

import epcheck.kernel.ListHead;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The EPC cgroup controller of the series (epc_cgroup.c, v5 16/18), on top of the misc controller.
 *
 * <p>Dropped: {@code SGX_NR_TO_SCAN_MAX} and {@code SGX_EPC_RECLAIM_MIN_PAGES}, since no scenario
 * has as many pages: each reclaim takes all there are, and the worker never aims 8 pages below a
 * limit above 32. {@code schedule()} and {@code cond_resched()} too: any task may run at any point.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/epc_cgroup.c")
public class EpcCgroups extends MiscCgroups {
  /** {@code SGX_EPC_RECLAIM_IGNORE_AGE_THRESHOLD}. */
  protected static final int IGNORE_AGE_THRESHOLD = 5;

  /** {@code SGX_EPC_RECLAIM_OOM_THRESHOLD}. */
  protected static final int OOM_THRESHOLD = 5;

  /** {@code ERR_PTR(error)} by error. */
  protected final Map<Integer, EpcCgroup> errors;

  public EpcCgroups(SgxDriver sgx) {
    super(sgx);
    errors =
        Errno.ALL.stream()
            .collect(Collectors.toMap(e -> -e, e -> EpcCgroup.errPtr(sgx.kernel, -e)));
  }

  protected final CgroupReclaim _reclaimer() {
    return (CgroupReclaim) sgx.reclaimer;
  }

  // ---- model set-up

  /** Whether a charge may queue the worker of another cgroup than its own. */
  public boolean _queuesAncestors() {
    return false;
  }

  /** Adds a cgroup that stays and whose worker never runs; for model set-up only. */
  public EpcCgroup _add(String name, EpcCgroup parent, int limit) {
    return _add(name, parent, limit, false, false);
  }

  /**
   * Adds a cgroup; for model set-up only.
   *
   * @param parent any that was added before; null for the root, which comes first
   * @param removable whether the scenario removes it; each one takes a kworker
   * @param hasWorker whether its reclaim worker runs when it is queued; each one takes a kworker
   */
  public EpcCgroup _add(
      String name, EpcCgroup parent, int limit, boolean removable, boolean hasWorker) {
    EpcCgroup cgroup =
        new EpcCgroup(
            sgx.kernel,
            name,
            parent,
            limit,
            removable ? this::cssReleaseWorkFn : null,
            hasWorker ? this::sgxEpcCgroupReclaimWorkFunc : null,
            this::sgxEpcCgroupReclaimWorkFunc_pass);
    int at = preOrder.size();
    while (parent != null && !preOrder.get(at - 1).isIn(parent)) {
      at--;
    }
    preOrder.add(at, cgroup);
    sgx.lru._added(cgroup);
    if (parent != null) {
      cssGet(parent);
    }
    return cgroup;
  }

  // ---- charges

  /**
   * {@code sgx_epc_cgroup_try_charge()}: charges current's cgroup, as it is now, for a page.
   * Returns it, or {@code ERR_PTR}.
   */
  public EpcCgroup sgxEpcCgroupTryCharge(boolean reclaim) {
    EpcCgroup epcCg = getCurrentMiscCg();
    int ret = __sgxEpcCgroupTryCharge(epcCg, reclaim);
    putMiscCg(epcCg);
    return ret != 0 ? errors.get(ret) : epcCg;
  }

  /**
   * {@code __sgx_epc_cgroup_try_charge()}. Neither does it kill, nor does it queue a worker that
   * would, if there is nothing to reclaim.
   */
  public int __sgxEpcCgroupTryCharge(EpcCgroup epcCg, boolean reclaim) {
    int nrEmpty = 0;
    int nrFails = 0;
    boolean ignoreAge = false;
    while (miscCgTryCharge(epcCg) != 0) {
      if (__sgxEpcCgroupTryCharge_isHopeless(epcCg)) {
        return -Errno.ENOMEM;
      }
      if (sgx.current.mine().process().signalPending()) {
        return -Errno.ERESTARTSYS;
      }
      if (!reclaim) {
        __sgxEpcCgroupTryCharge_queueWork(epcCg);
        return -Errno.EBUSY;
      }
      if (sgxEpcCgroupReclaimPages(epcCg, ignoreAge) == 0) {
        // sgx_epc_cgroup_reclaim_failed()
        if (sgxEpcCgroupLruEmpty(epcCg)) {
          if (++nrEmpty > OOM_THRESHOLD) {
            return -Errno.ENOMEM;
          }
        } else if (++nrFails > IGNORE_AGE_THRESHOLD) {
          ignoreAge = true;
        }
      }
    }
    cssGet(epcCg);
    return 0;
  }

  /** Has somebody else reclaim: the charged cgroup's own worker. */
  protected void __sgxEpcCgroupTryCharge_queueWork(EpcCgroup epcCg) {
    queueWork(epcCg);
  }

  /** No reclaim can help: there is nothing to reclaim. */
  protected boolean __sgxEpcCgroupTryCharge_isHopeless(EpcCgroup epcCg) {
    boolean empty = sgxEpcCgroupLruEmpty(epcCg);
    if (empty) {
      sgx.witness._cannotReclaim(epcCg);
    }
    return empty;
  }

  /** {@code sgx_epc_cgroup_uncharge()}. */
  public void sgxEpcCgroupUncharge(EpcCgroup epcCg) {
    miscCgUncharge(epcCg);
    putMiscCg(epcCg);
  }

  // ---- walks of a subtree

  /**
   * {@code sgx_epc_cgroup_lru_empty()}: looks at {@code reclaimable} only; isolated pages do not
   * count. A dead cgroup ends the walk, and what comes after it counts as empty.
   */
  public boolean sgxEpcCgroupLruEmpty(EpcCgroup root) {
    for (int i = 0; i < preOrder.size(); i++) {
      EpcCgroup pos = preOrder.get(i);
      if (!_visits(pos, root)) {
        continue;
      }
      if (!cssTryget(pos)) {
        if (sgxEpcCgroupLruEmpty_stopsAtDead()) {
          break;
        }
        continue;
      }
      pos.lru.lock.lock();
      boolean empty = pos.lru.reclaimable.isEmpty();
      pos.lru.lock.unlock();
      cssPut(pos);
      if (!empty) {
        return false;
      }
    }
    return true;
  }

  protected boolean sgxEpcCgroupLruEmpty_stopsAtDead() {
    return true;
  }

  /** {@code sgx_epc_cgroup_isolate_pages()}. */
  public void sgxEpcCgroupIsolatePages(EpcCgroup root, int nrToScan, ListHead<EpcPage> dst) {
    int left = nrToScan;
    for (int i = 0; i < preOrder.size() && left > 0; i++) {
      EpcCgroup pos = preOrder.get(i);
      if (!_visits(pos, root)) {
        continue;
      }
      if (!cssTryget(pos)) {
        if (sgxEpcCgroupIsolatePages_stopsAtDead()) {
          break;
        }
        continue;
      }
      left = _reclaimer().sgxIsolateEpcPages(pos.lru, left, dst);
      cssPut(pos);
    }
  }

  protected boolean sgxEpcCgroupIsolatePages_stopsAtDead() {
    return true;
  }

  /** {@code sgx_epc_cgroup_oom()}: true once a victim was found in the subtree. */
  public boolean sgxEpcCgroupOom(EpcCgroup root) {
    boolean oom = false;
    for (int i = 0; i < preOrder.size() && !oom; i++) {
      EpcCgroup pos = preOrder.get(i);
      // Skip dead ones.
      if (_visits(pos, root) && cssTryget(pos)) {
        oom = sgx.oomKiller.sgxEpcOom(pos.lru);
        cssPut(pos);
      }
    }
    return oom;
  }

  // ---- reclaim

  /** {@code sgx_epc_cgroup_reclaim_pages()}: returns how many pages it attempted. */
  public int sgxEpcCgroupReclaimPages(EpcCgroup epcCg, boolean ignoreAge) {
    return _reclaimer().sgxReclaimEpcPages(SgxDriver.NR_TO_SCAN, ignoreAge, epcCg);
  }

  /**
   * {@code sgx_epc_cgroup_max_pages_to_root()}: the lowest limit of the cgroup and its ancestors.
   */
  public int sgxEpcCgroupMaxPagesToRoot(EpcCgroup epcCg) {
    int m = EpcCgroup.UNLIMITED;
    for (EpcCgroup i = epcCg; i != null; i = i.parent) {
      m = Math.min(m, i.max.readOnce());
    }
    return m;
  }

  /** What the worker aims at under this limit: one page below, for the fault that queued it. */
  public int _target(int limit) {
    int max = limit;
    if (max != 0) {
      max--;
    }
    return Math.min(max, _capacity());
  }

  /** {@code queue_work(sgx_epc_cg_wq, &epc_cg->reclaim_work)}. */
  @KernelFile("include/linux/workqueue.h")
  public void queueWork(EpcCgroup epcCg) {
    if (epcCg.reclaimWork != null) {
      epcCg.reclaimWork.queue();
    }
  }

  /**
   * {@code sgx_epc_cgroup_reclaim_work_func()}. It holds no reference on its cgroup: only {@code
   * cancel_work_sync()} keeps that from going away.
   *
   * <p>Its loop has no bound. What a pass hands to the next one is {@code rc}, in two cells of the
   * cgroup, which are cleared at the end: then an idle worker remembers nothing.
   */
  public void sgxEpcCgroupReclaimWorkFunc(EpcCgroup epcCg) {
    sgx.kernel.loop(epcCg.reclaimPass);
    epcCg.nrFails.set(0);
    epcCg.ignoreAge.set(0);
  }

  /** One pass; true if it was the last one. */
  protected boolean sgxEpcCgroupReclaimWorkFunc_pass(EpcCgroup epcCg) {
    int limit = sgxEpcCgroupMaxPagesToRoot(epcCg);
    int max = _target(limit);
    int cur = epcCg.usage.read();
    if (cur <= max) {
      return true;
    }
    // Nothing reclaimable
    if (sgxEpcCgroupLruEmpty(epcCg)) {
      return !sgxEpcCgroupReclaimWorkFunc_oom(epcCg, cur, limit)
          || sgxEpcCgroupReclaimWorkFunc_stopsAfterKill();
    }
    return sgxEpcCgroupReclaimPages(epcCg, _ignoresAge(epcCg)) == 0
        && sgxEpcCgroupReclaimFailed(epcCg) != 0;
  }

  /** Kills; false if there is nobody to kill. */
  protected boolean sgxEpcCgroupReclaimWorkFunc_oom(EpcCgroup epcCg, int cur, int limit) {
    sgx.witness._outOfMemory(epcCg, cur, limit);
    boolean oom = sgxEpcCgroupOom(epcCg);
    sgx.witness._outOfMemory(null, 0, 0);
    return oom;
  }

  protected boolean sgxEpcCgroupReclaimWorkFunc_stopsAfterKill() {
    return false;
  }

  /** {@code rc.ignore_age} of the worker. */
  protected final boolean _ignoresAge(EpcCgroup epcCg) {
    return epcCg.ignoreAge.get() != 0;
  }

  /** {@code sgx_epc_cgroup_reclaim_failed()} of the worker. */
  public int sgxEpcCgroupReclaimFailed(EpcCgroup epcCg) {
    if (sgxEpcCgroupLruEmpty(epcCg)) {
      return -Errno.ENOMEM;
    }
    // Counts no further than it matters, or a worker that spins would never be where it was before.
    if (epcCg.ignoreAge.get() == 0) {
      epcCg.nrFails.add(1);
      if (epcCg.nrFails.get() > IGNORE_AGE_THRESHOLD) {
        epcCg.ignoreAge.set(1);
      }
    }
    return 0;
  }

  // ---- what the misc controller calls

  /** {@code sgx_epc_cgroup_max_write()}: on every write, whatever it changes. */
  public void sgxEpcCgroupMaxWrite(EpcCgroup epcCg) {
    // Let the reclaimer to do the work so user is not blocked
    queueWork(epcCg);
  }

  /** {@code sgx_epc_cgroup_free()}. */
  public void sgxEpcCgroupFree(EpcCgroup epcCg) {
    if (epcCg.reclaimWork != null) {
      epcCg.reclaimWork.cancelSync();
    }
    // kfree(epc_cg), which is one struct with its misc_cg here: misc_cg_free() frees that next.
  }

  @Override
  protected void _maxWritten(EpcCgroup cg) {
    sgxEpcCgroupMaxWrite(cg);
  }

  @Override
  protected void _free(EpcCgroup cg) {
    sgxEpcCgroupFree(cg);
  }
}
