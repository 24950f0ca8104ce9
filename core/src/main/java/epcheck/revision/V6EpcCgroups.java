package epcheck.revision;

import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcCgroups;
import epcheck.sgx.Errno;
import epcheck.sgx.KernelFile;
import epcheck.sgx.SgxDriver;

/**
 * The EPC cgroup controller of v6 (epc_cgroup.c, v6 10/12): nobody ignores the age of a page, an
 * empty LRU ends the worker, and nothing follows a write to misc.max.
 *
 * <p>A charged page keeps the reference that {@code get_current_misc_cg()} took, where v5 takes
 * another one and puts that; that makes no difference here.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/epc_cgroup.c")
public class V6EpcCgroups extends EpcCgroups {
  public V6EpcCgroups(SgxDriver sgx) {
    super(sgx);
  }

  @Override
  public int __sgxEpcCgroupTryCharge(EpcCgroup epcCg, boolean reclaim) {
    while (miscCgTryCharge(epcCg) != 0) {
      if (sgxEpcCgroupLruEmpty(epcCg)) {
        return -Errno.ENOMEM;
      }
      if (sgx.current.mine().process().signalPending()) {
        return -Errno.ERESTARTSYS;
      }
      if (!reclaim) {
        queueWork(epcCg);
        return -Errno.EBUSY;
      }
      sgxEpcCgroupReclaimPages(epcCg, false);
    }
    cssGet(epcCg);
    return 0;
  }

  @Override
  protected boolean sgxEpcCgroupReclaimWorkFunc_pass(EpcCgroup epcCg) {
    int max = sgxEpcCgroupMaxPagesToRoot(epcCg);
    if (max != 0) {
      max--;
    }
    if (epcCg.usage.read() <= max || sgxEpcCgroupLruEmpty(epcCg)) {
      return true;
    }
    // Keep reclaiming until above condition is met.
    sgxEpcCgroupReclaimPages(epcCg, false);
    return false;
  }

  @Override
  public void sgxEpcCgroupMaxWrite(EpcCgroup epcCg) {}
}
