package epcheck.sgx;

import epcheck.kernel.Cell;
import epcheck.kernel.Guard;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.ListHead;
import epcheck.kernel.Struct;
import java.util.stream.IntStream;

/** {@code struct sgx_va_page} (encl.h), with 2 slots in the place of 512. */
public final class VaPage extends Struct {
  /** {@code SGX_VA_SLOT_COUNT}. */
  public static final int SLOT_COUNT = 2;

  public final Cell<EpcPage> epcPage;

  /** The bitmap of slots in use. */
  public final IntCell slots;

  public final ListHead<VaPage> list;

  /** {@code PTR_ERR()}: 0 for a VA page. */
  public final int error;

  /**
   * What the hardware has in each slot: 0, or the index of the page whose version it is, plus 1.
   */
  private final IntCell[] versions;

  VaPage(Kernel kernel, String name, Guard guard) {
    super(kernel, name);
    error = 0;
    epcPage = layout.cell("epc_page", EpcPage.class).setOnce();
    slots = layout.intCell("slots", 0).guardedBy(guard).printedAs(Integer::toBinaryString);
    list = layout.listHead("list", VaPage.class);
    versions =
        IntStream.range(0, SLOT_COUNT)
            .mapToObj(i -> layout.intCell("hw_versions[" + i + "]", 0).guardedBy(guard))
            .toArray(IntCell[]::new);
  }

  /** {@code sgx_va_page_full()}, for oracles. */
  public boolean isFull() {
    return slots.get() == (1 << SLOT_COUNT) - 1;
  }

  /** Whether the version of a swapped-out page is where the page says; for oracles. */
  public boolean holds(EnclPage page) {
    int slot = (page.desc.get() & EnclPage.VA_OFFSET_MASK) >> 3;
    return slot < SLOT_COUNT && versions[slot].get() == page.index + 1;
  }

  int version(int offset) {
    return versions[offset >> 3].get();
  }

  void setVersion(int offset, int version) {
    versions[offset >> 3].set(version);
  }

  private VaPage(Kernel kernel, int error) {
    super(kernel, "ERR_PTR(" + error + ")");
    this.error = error;
    epcPage = null;
    slots = null;
    list = null;
    versions = null;
  }

  /** {@code ERR_PTR(error)}. */
  static VaPage errPtr(Kernel kernel, int error) {
    return new VaPage(kernel, error);
  }

  /** {@code IS_ERR()}; a NULL, which is a success of {@code sgx_encl_grow()}, is none. */
  public static boolean isErr(VaPage vaPage) {
    return vaPage != null && vaPage.error != 0;
  }
}
