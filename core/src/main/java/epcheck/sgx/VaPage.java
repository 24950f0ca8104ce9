package epcheck.sgx;

import epcheck.kernel.Cell;
import epcheck.kernel.Guard;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.ListHead;
import epcheck.kernel.Struct;

/** {@code struct sgx_va_page} (encl.h), with 2 slots in the place of 512. */
public final class VaPage extends Struct {
  /** {@code SGX_VA_SLOT_COUNT}. */
  public static final int SLOT_COUNT = 2;

  public final Cell<EpcPage> epcPage;

  /** The bitmap of slots in use. */
  public final IntCell slots;

  public final ListHead<VaPage> list;

  VaPage(Kernel kernel, String name, Guard guard) {
    super(kernel, name);
    epcPage = layout.cell("epc_page", EpcPage.class).setOnce();
    slots = layout.intCell("slots", 0).guardedBy(guard).printedAs(Integer::toBinaryString);
    list = layout.listHead("list", VaPage.class);
  }
}
