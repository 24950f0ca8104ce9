package epcheck.sgx;

import epcheck.kernel.Cell;
import epcheck.kernel.Guard;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Struct;

/**
 * {@code struct sgx_encl_page} (encl.h): a page of an enclave, resident or swapped out; also the
 * embedded {@code secs}.
 *
 * <p>The address in {@code desc} never changes, so it is the Java field {@link #index}, and only
 * the low bits are a variable: {@link #BEING_RECLAIMED} of a resident page and the VA offset of a
 * swapped one share bit 3, as in the kernel. Without the address, the unlocked reads of {@code
 * desc} for it are gone too; nothing else is read there.
 *
 * <p>Of the protection bits of the SECINFO only read and write are told apart.
 */
public final class EnclPage extends Struct {
  /** {@code SGX_ENCL_PAGE_BEING_RECLAIMED}, BIT(3). */
  public static final int BEING_RECLAIMED = 8;

  /** {@code SGX_ENCL_PAGE_VA_OFFSET_MASK}, GENMASK_ULL(11, 3). */
  public static final int VA_OFFSET_MASK = 0xff8;

  /** {@code PFN_DOWN(desc - encl->base)}; of the SECS the number of the enclave's pages. */
  public final int index;

  public final IntCell desc;

  /** One of {@link PageType}. */
  public final IntCell type;

  /** What a mapping of the page may be: {@link Vma#VM_READ} and {@link Vma#VM_WRITE}. */
  public final IntCell vmMaxProtBits;

  public final Cell<EpcPage> epcPage;
  public final Cell<Encl> encl;

  /** The VA page with the version of the swapped-out page; says nothing of a resident one. */
  public final Cell<VaPage> vaPage;

  /** {@code PTR_ERR()}: 0 for a page. */
  public final int error;

  /** An entry of {@code page_array}. */
  EnclPage(Kernel kernel, String name, int index, Guard guard) {
    this(kernel, null, name, index, guard, PageType.REG);
  }

  /** {@code encl->secs}. */
  EnclPage(Kernel kernel, Encl container, int index, Guard guard) {
    this(kernel, container, container + "->secs", index, guard, PageType.SECS);
  }

  private EnclPage(
      Kernel kernel, Encl container, String name, int index, Guard guard, int firstType) {
    super(kernel, container, name);
    this.index = index;
    this.error = 0;
    desc = layout.intCell("desc", 0).guardedBy(guard).printedAs(EnclPage::printDesc);
    type = layout.intCell("type", firstType).guardedBy(guard).printedAs(PageType::print);
    vmMaxProtBits =
        container != null
            ? null
            : layout.intCell("vm_max_prot_bits", Vma.VM_READ | Vma.VM_WRITE).guardedBy(guard);
    epcPage = layout.cell("epc_page", EpcPage.class).guardedBy(guard);
    encl = layout.cell("encl", Encl.class).setOnce();
    vaPage = layout.cell("va_page", VaPage.class).guardedBy(guard);
  }

  private EnclPage(Kernel kernel, int error) {
    super(kernel, "ERR_PTR(" + error + ")");
    this.index = -1;
    this.error = error;
    desc = null;
    type = null;
    vmMaxProtBits = null;
    epcPage = null;
    encl = null;
    vaPage = null;
  }

  /** {@code ERR_PTR(error)}. */
  static EnclPage errPtr(Kernel kernel, int error) {
    return new EnclPage(kernel, error);
  }

  /** {@code IS_ERR()}. */
  public boolean isErr() {
    return error != 0;
  }

  private static String printDesc(int desc) {
    return desc == BEING_RECLAIMED ? "BEING_RECLAIMED" : "0x" + Integer.toHexString(desc);
  }
}
