package epcheck.sgx;

import epcheck.kernel.Kernel;
import epcheck.kernel.ListHead;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Struct;

/**
 * {@code struct sgx_numa_node} (sgx.h): the EPC pages of one node that are free, and those that are
 * free but poisoned.
 */
public final class NumaNode extends Struct {
  public final int nid;
  public final SpinLock lock;
  public final ListHead<EpcPage> freePageList;
  public final ListHead<EpcPage> sgxPoisonPageList;

  NumaNode(Kernel kernel, int nid, String name) {
    super(kernel, name);
    this.nid = nid;
    lock = layout.spinLock("lock");
    freePageList = layout.listHead("free_page_list", EpcPage.class).guardedBy(lock);
    sgxPoisonPageList = layout.listHead("sgx_poison_page_list", EpcPage.class).guardedBy(lock);
  }
}
