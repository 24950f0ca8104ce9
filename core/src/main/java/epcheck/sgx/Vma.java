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
 * <p>Whoever walks or changes them takes the page table lock for as long as it looks at one entry
 * ({@code pte_offset_map_lock()} in zap_pte_range(), apply_to_pte_range() and insert_pfn()), so
 * what it reads and writes there is atomic. The hardware takes no lock, but its one read of an
 * entry comes before or after each such section.
 */
public final class Vma extends Struct {
  /** {@code vm_flags}. */
  public static final int VM_READ = 1;

  public static final int VM_WRITE = 2;

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
            .mapToObj(
                i ->
                    layout
                        .intCell("pte[" + i + "]", 0)
                        .guardedBy(mm.pageTableLock)
                        .printedAs(Vma::print))
            .toArray(IntCell[]::new);
  }

  private static String print(int pte) {
    return pte == 0 ? "none" : "page#" + ((pte >> 1) - 1) + ((pte & YOUNG) != 0 ? " young" : "");
  }

  public int pageCount() {
    return ptes.length;
  }

  /**
   * The number of the EPC page that the entry maps, or -1; for oracles, who look without a lock.
   */
  public int pageMappedAt(int index) {
    return (ptes[index].get() >> 1) - 1;
  }

  /** The hardware looks for a translation. */
  boolean hasTranslation(int index) {
    mm.pageTableLock.lock();
    boolean present = ptes[index].get() != 0;
    mm.pageTableLock.unlock();
    return present;
  }

  /**
   * {@code insert_pfn()}: an entry that is there already stays as it is. It is accessed right away.
   */
  void insertPfn(int index, EpcPage page) {
    mm.pageTableLock.lock();
    if (ptes[index].get() == 0) {
      ptes[index].set((page.index + 1) << 1 | YOUNG);
    }
    mm.pageTableLock.unlock();
  }

  /** {@code zap_pte_range()} of one entry. */
  void clearPte(int index) {
    mm.pageTableLock.lock();
    ptes[index].set(0);
    mm.pageTableLock.unlock();
  }

  /** {@code sgx_encl_test_and_clear_young_cb()}, which apply_to_pte_range() calls. */
  boolean testAndClearYoung(int index) {
    mm.pageTableLock.lock();
    int pte = ptes[index].get();
    boolean young = (pte & YOUNG) != 0;
    if (young) {
      ptes[index].set(pte & ~YOUNG);
    }
    mm.pageTableLock.unlock();
    return young;
  }
}
