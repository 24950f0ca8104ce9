package epcheck.sgx;

import epcheck.kernel.Cell;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Struct;

/**
 * {@code struct vm_area_struct} of a mapping of some pages of an enclave, under the mmap_lock of
 * its mm.
 *
 * <p>Where it is and that it is in the mm's tree are one variable, since whoever looks for it finds
 * both there. {@code vm_file} follows from it: it is the file of the enclave that has these
 * addresses. {@code vm_ops} is dropped: every VMA here has those of the driver, which {@code
 * sgx_mmap()} sets before anybody can find it.
 */
public final class Vma extends Struct {
  /** {@code vm_flags}. */
  public static final int VM_READ = 1;

  public static final int VM_WRITE = 2;

  public final Mm mm;

  /**
   * {@code vm_start} and {@code vm_end} in the mm's tree of VMAs, or 0 while it is in none: the
   * enclave's {@link Encl#id} plus one, the first page, and the page after the last.
   */
  public final IntCell mapped;

  public final IntCell vmFlags;

  /** {@code vm_private_data}: the enclave, or NULL after a failed {@code sgx_vma_open()}. */
  public final Cell<Encl> vmPrivateData;

  Vma(Kernel kernel, Mm mm, String name) {
    super(kernel, name);
    this.mm = mm;
    mapped = layout.intCell("range", 0).guardedBy(mm.mmapLock).printedAs(Vma::print);
    vmFlags = layout.intCell("vm_flags", 0).guardedBy(mm.mmapLock).printedAs(Vma::printFlags);
    vmPrivateData = layout.cell("vm_private_data", Encl.class).guardedBy(mm.mmapLock);
  }

  private static String print(int range) {
    return range == 0 ? "unmapped" : "[" + from(range) + ", " + to(range) + ")";
  }

  private static String printFlags(int flags) {
    return ((flags & VM_READ) != 0 ? "r" : "-") + ((flags & VM_WRITE) != 0 ? "w" : "-");
  }

  /** Whether it is mapped there; for oracles, who look without a lock. */
  public boolean covers(Encl encl, int index) {
    return covers(mapped.get(), encl, index);
  }

  // ---- what is in mapped

  static int range(Encl encl, int from, int to) {
    return encl.id + 1 << 16 | from << 8 | to;
  }

  /** The {@link Encl#id} of the enclave that has these addresses. */
  public static int enclId(int range) {
    return (range >> 16) - 1;
  }

  /** The first page. */
  public static int from(int range) {
    return range >> 8 & 255;
  }

  /** The page after the last. */
  public static int to(int range) {
    return range & 255;
  }

  /** The address of the first page, comparable over all enclaves. */
  static int start(int range) {
    return range >> 8;
  }

  /** The address after the last page. */
  static int end(int range) {
    return (range >> 16) << 8 | to(range);
  }

  static int address(Encl encl, int index) {
    return encl.id + 1 << 8 | index;
  }

  static boolean covers(int range, Encl encl, int index) {
    return range >> 16 == encl.id + 1 && from(range) <= index && index < to(range);
  }
}
