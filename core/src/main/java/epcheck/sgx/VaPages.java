package epcheck.sgx;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * The VA pages of an enclave (encl.c, ioctl.c, v6.5). {@code encl->page_cnt} says when another one
 * is needed; they go only with the enclave, or when the page fails for which one was made.
 *
 * <p>{@code struct sgx_va_page} is allocated after its EPC page, not before: nobody sees it before
 * it is on {@code encl->va_pages}, and a fault that is retried leaves no trace.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class VaPages {
  protected final SgxDriver sgx;

  /** {@code ERR_PTR(error)} by error. */
  protected final Map<Integer, VaPage> errors;

  public VaPages(SgxDriver sgx) {
    this.sgx = sgx;
    errors =
        Errno.ALL.stream().collect(Collectors.toMap(e -> -e, e -> VaPage.errPtr(sgx.kernel, -e)));
  }

  /** {@code sgx_alloc_va_page()}. The series has it on the unreclaimable list from here on. */
  public EpcPage sgxAllocVaPage(Encl encl, boolean reclaim) {
    EpcPage epcPage = sgx.allocator.sgxAllocEpcPage(sgx.lru._vaPageOwner(encl), reclaim);
    if (epcPage.isErr()) {
      return epcPage;
    }
    int ret = sgx.epcm.__epa(epcPage, encl);
    if (sgx.kernel.warnOn(ret != Epcm.SUCCESS, "EPA returned " + ret)) {
      sgx.allocator.sgxEnclFreeEpcPage(epcPage);
      return sgx.errPtr(-Errno.EFAULT);
    }
    sgx.lru._recordVaPage(epcPage);
    return epcPage;
  }

  /** {@code sgx_alloc_va_slot()}: the offset of a slot. */
  public int sgxAllocVaSlot(VaPage vaPage) {
    int slots = vaPage.slots.get();
    int slot = Integer.numberOfTrailingZeros(~slots);
    if (slot < VaPage.SLOT_COUNT) {
      vaPage.slots.set(slots | 1 << slot);
    }
    return slot << 3;
  }

  /** {@code sgx_free_va_slot()}. */
  public void sgxFreeVaSlot(VaPage vaPage, int offset) {
    vaPage.slots.and(~(1 << (offset >> 3)));
  }

  /** {@code sgx_va_page_full()}. */
  public boolean sgxVaPageFull(VaPage vaPage) {
    return vaPage.slots.get() == (1 << VaPage.SLOT_COUNT) - 1;
  }

  /**
   * {@code sgx_encl_grow()}: NULL, a VA page that the caller has to put on {@code va_pages}, or
   * {@code ERR_PTR}.
   */
  @KernelFile("arch/x86/kernel/cpu/sgx/ioctl.c")
  public VaPage sgxEnclGrow(Encl encl, boolean reclaim) {
    VaPage vaPage = null;
    if (encl.pageCnt.get() % VaPage.SLOT_COUNT == 0) {
      if (sgx.environment._allocationFails()) {
        return errors.get(-Errno.ENOMEM);
      }
      EpcPage epcPage = sgxAllocVaPage(encl, reclaim);
      if (epcPage.isErr()) {
        return errors.get(epcPage.error);
      }
      vaPage = encl.newVaPages.alloc();
      vaPage.epcPage.set(epcPage);
      sgx.kernel.warnOn(
          encl.pageCnt.get() % VaPage.SLOT_COUNT != 0, "encl->page_cnt % SGX_VA_SLOT_COUNT");
    }
    encl.pageCnt.add(1);
    return vaPage;
  }

  /** {@code sgx_encl_shrink()}: undoes {@code sgx_encl_grow()}. */
  @KernelFile("arch/x86/kernel/cpu/sgx/ioctl.c")
  public void sgxEnclShrink(Encl encl, VaPage vaPage) {
    encl.pageCnt.add(-1);
    if (vaPage != null) {
      sgx.lru._dropUnreclaimable(vaPage.epcPage.get());
      sgx.allocator.sgxEnclFreeEpcPage(vaPage.epcPage.get());
      vaPage.list.del();
      sgx.kernel.kfree(vaPage);
    }
  }
}
