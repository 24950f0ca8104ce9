package epcheck.sgx;

import epcheck.kernel.Cell;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Struct;
import java.util.stream.IntStream;

/**
 * {@code struct vm_area_struct} of one mapping of one whole enclave, and the page table entries
 * behind it.
 *
 * <p>A PTE is a marked variable of its own: walkers take the page table lock around each one, and
 * the hardware reads them at any time.
 */
public final class Vma extends Struct {
  private static final int YOUNG = 1;

  public final Mm mm;
  public final EnclFile file;

  /** Whether it is in the mm's tree of VMAs. */
  public final IntCell mapped;

  /** {@code vm_private_data}: the enclave, or NULL after a failed {@code sgx_vma_open()}. */
  public final Cell<Encl> vmPrivateData;

  /**
   * Page table entries: 0, or the number of the EPC page plus one, times two, plus one if accessed.
   */
  private final IntCell[] ptes;

  Vma(Kernel kernel, Mm mm, EnclFile file) {
    super(kernel, mm + ".vma(" + file.encl + ")");
    this.mm = mm;
    this.file = file;
    mapped = layout.intCell("mapped", 1).guardedBy(mm.mmapLock);
    vmPrivateData = layout.cell("vm_private_data", Encl.class).guardedBy(mm.mmapLock);
    ptes =
        IntStream.range(0, file.encl.pages)
            .mapToObj(i -> layout.intCell("pte[" + i + "]", 0).printedAs(Vma::print))
            .toArray(IntCell[]::new);
  }

  private static String print(int pte) {
    return pte == 0 ? "none" : "page#" + ((pte >> 1) - 1) + ((pte & YOUNG) != 0 ? " young" : "");
  }

  public int pageCount() {
    return ptes.length;
  }

  /** The number of the EPC page that the entry maps, or -1. */
  public int pte(int index) {
    return (ptes[index].readOnce() >> 1) - 1;
  }

  /** Sets the entry, accessed: the hardware is about to use it. */
  public void setPte(int index, EpcPage page) {
    ptes[index].writeOnce((page.index + 1) << 1 | YOUNG);
  }

  public void clearPte(int index) {
    ptes[index].writeOnce(0);
  }

  /** {@code pte_young()} and {@code pte_mkold()} under the page table lock. */
  public boolean testAndClearYoung(int index) {
    int pte = ptes[index].readOnce();
    if ((pte & YOUNG) == 0) {
      return false;
    }
    ptes[index].writeOnce(pte & ~YOUNG);
    return true;
  }
}
