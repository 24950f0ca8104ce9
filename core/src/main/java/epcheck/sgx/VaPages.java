package epcheck.sgx;

/** The VA pages of an enclave (encl.c, ioctl.c, v6.5). STUB of grow and shrink, being written. */
@KernelFile("arch/x86/kernel/cpu/sgx/encl.c")
public class VaPages {
  protected final SgxDriver sgx;

  public VaPages(SgxDriver sgx) {
    this.sgx = sgx;
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

  /** {@code sgx_encl_grow()} (ioctl.c): NULL, a new VA page, or {@code ERR_PTR}. */
  public Object sgxEnclGrow(Encl encl, boolean reclaim) {
    throw new UnsupportedOperationException("sgx_encl_grow");
  }
}
