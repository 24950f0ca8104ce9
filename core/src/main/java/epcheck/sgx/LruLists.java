package epcheck.sgx;

import epcheck.kernel.Kernel;
import epcheck.kernel.ListHead;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Struct;

/** {@code struct sgx_epc_lru_lists} of the series (sgx.h). */
public final class LruLists extends Struct {
  public final SpinLock lock;
  public final ListHead<EpcPage> reclaimable;
  public final ListHead<EpcPage> unreclaimable;

  /** A member of a cgroup. */
  LruLists(Kernel kernel, EpcCgroup container, String name) {
    super(kernel, container, name);
    lock = layout.spinLock("lock");
    reclaimable = layout.listHead("reclaimable", EpcPage.class).guardedBy(lock);
    unreclaimable = layout.listHead("unreclaimable", EpcPage.class).guardedBy(lock);
  }
}
