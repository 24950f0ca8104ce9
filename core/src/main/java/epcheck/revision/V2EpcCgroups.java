package epcheck.revision;

import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.PerTask;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.KernelFile;
import epcheck.sgx.SgxDriver;

/**
 * The EPC cgroup controller of v2 (epc_cgroup.c, v2 17/18): the task that writes misc.max reclaims
 * and kills by itself, nobody else kills, and nobody looks at the limits of ancestors. Whether the
 * LRUs are empty is looked at without their locks, and a charge that may not reclaim does not look.
 *
 * <p>Dropped: the epoch and {@code reclaim_iter} that walks for reclaim share: they decide which
 * LRUs of a subtree a pass scans first, and here it always scans all. The root of a walk needs no
 * {@code css_tryget()} in v2, and succeeds in it here.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/epc_cgroup.c")
public class V2EpcCgroups extends EpcCgroups {
  /** {@code SGX_EPC_RECLAIM_IGNORE_AGE_THRESHOLD}. */
  private static final int IGNORE_AGE_THRESHOLD = 5;

  /** {@code SGX_EPC_RECLAIM_OOM_THRESHOLD}. */
  private static final int OOM_THRESHOLD = 5;

  private final PerTask<MaxWrite> maxWrite;

  public V2EpcCgroups(SgxDriver sgx) {
    super(sgx);
    maxWrite = sgx.kernel.perTask(i -> new MaxWrite(sgx, i));
  }

  /** The local variables of {@code sgx_epc_cgroup_max_write()}, whose loop has no bound. */
  private static final class MaxWrite {
    final IntCell max;
    final IntCell nrEmpty;
    final IntCell nrFails;
    final IntCell ignoreAge;

    MaxWrite(SgxDriver sgx, int task) {
      Layout stack = sgx.kernel.layout(null, "");
      max = stack.intCell("max", 0).guardedBy(sgx.kernel.onlyTask(task));
      nrEmpty = stack.intCell("nr_empty", 0).guardedBy(sgx.kernel.onlyTask(task));
      nrFails = stack.intCell("rc.nr_fails", 0).guardedBy(sgx.kernel.onlyTask(task));
      ignoreAge = stack.intCell("rc.ignore_age", 0).guardedBy(sgx.kernel.onlyTask(task));
    }

    void set(int newMax) {
      max.set(newMax);
      nrEmpty.set(0);
      nrFails.set(0);
      ignoreAge.set(0);
    }
  }

  @Override
  public int __sgxEpcCgroupTryCharge(EpcCgroup epcCg, boolean reclaim) {
    if (epcCg == _root()) {
      // Nobody looks whether that worked.
      miscCgTryCharge(epcCg);
      return 0;
    }
    return super.__sgxEpcCgroupTryCharge(epcCg, reclaim);
  }

  /** Nothing fits below this limit. Whether there is anything to reclaim is not asked. */
  @Override
  protected boolean __sgxEpcCgroupTryCharge_isHopeless(EpcCgroup epcCg) {
    return epcCg.max.readOnce() < 1;
  }

  @Override
  public boolean sgxEpcCgroupLruEmpty(EpcCgroup root) {
    for (int i = 0; i < preOrder.size(); i++) {
      EpcCgroup pos = preOrder.get(i);
      if (_visits(pos, root) && cssTryget(pos)) {
        boolean empty = pos.lru.reclaimable.isEmpty();
        cssPut(pos);
        if (!empty) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  protected boolean sgxEpcCgroupIsolatePages_stopsAtDead() {
    return false;
  }

  @Override
  protected boolean sgxEpcCgroupReclaimWorkFunc_pass(EpcCgroup epcCg) {
    int max = epcCg.max.readOnce();
    if (max != 0) {
      max--;
    }
    return epcCg.usage.read() <= max
        || sgxEpcCgroupReclaimPages(epcCg, _ignoresAge(epcCg)) == 0
            && sgxEpcCgroupReclaimFailed(epcCg) != 0;
  }

  /** {@code sgx_epc_cgroup_max_write()}: samples the limit once. Only a signal ends it early. */
  @Override
  public void sgxEpcCgroupMaxWrite(EpcCgroup epcCg) {
    maxWrite.mine().set(epcCg.max.readOnce());
    sgx.kernel.loop(() -> sgxEpcCgroupMaxWrite_pass(epcCg, maxWrite.mine()));
  }

  /** One turn of its loop; true if it was the last one. */
  private boolean sgxEpcCgroupMaxWrite_pass(EpcCgroup epcCg, MaxWrite local) {
    int cur = epcCg.usage.read();
    if (cur <= local.max.get() || sgx.current.mine().process().signalPending()) {
      return true;
    }
    if (sgxEpcCgroupReclaimPages(epcCg, local.ignoreAge.get() != 0) == 0) {
      // sgx_epc_cgroup_reclaim_failed()
      if (!sgxEpcCgroupLruEmpty(epcCg)) {
        _count(local.nrFails, IGNORE_AGE_THRESHOLD);
        local.ignoreAge.set(local.nrFails.get() > IGNORE_AGE_THRESHOLD ? 1 : 0);
      } else {
        _count(local.nrEmpty, OOM_THRESHOLD);
        if (local.nrEmpty.get() > OOM_THRESHOLD) {
          sgx.witness._outOfMemory(epcCg, cur, local.max.get());
          sgxEpcCgroupOom(epcCg);
          sgx.witness._outOfMemory(null, 0, 0);
        }
      }
    }
    return false;
  }

  /** Counts no further than it matters, or a loop that spins would never be where it was before. */
  private static void _count(IntCell count, int threshold) {
    if (count.get() <= threshold) {
      count.add(1);
    }
  }
}
