package epcheck.sgx;

import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Struct;
import java.util.stream.IntStream;

/**
 * {@code struct vm_area_struct} of a mapping of a whole virtual EPC, and the page table entries
 * behind it.
 */
public final class VepcVma extends Struct {
  public final Mm mm;

  /** {@code vm_private_data}. */
  public final Vepc vepc;

  /** Whether it is in the mm's tree of VMAs. */
  public final IntCell mapped;

  /** The number of the EPC page plus one; 0 if there is no translation. */
  private final IntCell[] ptes;

  VepcVma(Kernel kernel, Mm mm, Vepc vepc) {
    super(kernel, mm + ".vma(" + vepc + ")");
    this.mm = mm;
    this.vepc = vepc;
    mapped = layout.intCell("mapped", 0).guardedBy(mm.mmapLock);
    ptes =
        IntStream.range(0, vepc.pageArray.size())
            .mapToObj(i -> layout.intCell("pte[" + i + "]", 0).guardedBy(mm.pageTableLock))
            .toArray(IntCell[]::new);
  }

  /** The number of the EPC page that the hardware finds here, or -1. */
  int translation(int index) {
    mm.pageTableLock.lock();
    int pte = ptes[index].get();
    mm.pageTableLock.unlock();
    return pte - 1;
  }

  /** {@code vmf_insert_pfn()}: an entry that is there already stays as it is. */
  public void insertPfn(int index, EpcPage page) {
    mm.pageTableLock.lock();
    if (ptes[index].get() == 0) {
      ptes[index].set(page.index + 1);
    }
    mm.pageTableLock.unlock();
  }

  /** {@code unmap_vmas()}. */
  void zap() {
    for (int i = 0; i < ptes.length; i++) {
      mm.pageTableLock.lock();
      ptes[i].set(0);
      mm.pageTableLock.unlock();
    }
  }
}
