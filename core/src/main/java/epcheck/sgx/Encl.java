package epcheck.sgx;

import epcheck.kernel.Bits;
import epcheck.kernel.Guard;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kref;
import epcheck.kernel.ListHead;
import epcheck.kernel.Mutex;
import epcheck.kernel.Slab;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
import epcheck.kernel.XArray;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code struct sgx_encl} (encl.h).
 *
 * <p>Dropped: {@code base} and {@code attributes} (never change), {@code cpumask} (no CPU is inside
 * an enclave here, see {@link Epcm}).
 */
public final class Encl extends Struct {
  /** Bit numbers of {@link #flags}. */
  public static final int IOCTL = 0;

  public static final int DEBUG = 1;
  public static final int CREATED = 2;
  public static final int INITIALIZED = 3;

  /** Added by the series. */
  public static final int NO_MEMORY = 4;

  public final int id;

  /** The number of its pages; {@code size >> PAGE_SHIFT}. */
  public final int pages;

  public final Bits flags;
  public final IntCell pageCnt;

  /** Resident pages other than SECS and VA pages. */
  public final IntCell secsChildCnt;

  public final Mutex lock;
  public final XArray<EnclPage> pageArray;
  public final EnclPage secs;

  /** The shmem file with what was written out. */
  public final BackingFile backing;

  public final Kref refcount;
  public final ListHead<VaPage> vaPages;
  public final IntCell mmListVersion;
  public final ListHead<EnclMm> mmList;
  public final SpinLock mmLock;
  public final Srcu srcu;

  /** What the hardware counts in the SECS page: its children. */
  final IntCell hardwareChildren;

  /**
   * What protects the pages: {@code encl->lock}, and at reference zero that there is nobody else.
   */
  public final Guard guard;

  /** What {@code kzalloc(struct sgx_encl_page)} hands out, by the index that it is to be for. */
  public final List<Slab<EnclPage>> newPages;

  /** What {@code kzalloc(struct sgx_va_page)} hands out. */
  public final Slab<VaPage> newVaPages;

  Encl(Kernel kernel, int id, String name, int pages, Sizes sizes) {
    super(kernel, name);
    this.id = id;
    this.pages = pages;
    lock = layout.mutex("lock");
    refcount = layout.kref("refcount", 1);
    guard = refcount.orReleaser(lock);
    flags = layout.bits("flags", "IOCTL", "DEBUG", "CREATED", "INITIALIZED", "NO_MEMORY");
    pageCnt = layout.intCell("page_cnt", 0).guardedBy(guard);
    secsChildCnt = layout.intCell("secs_child_cnt", 0).guardedBy(guard);
    pageArray = layout.xarray("page_array", pages, EnclPage.class);
    secs = new EnclPage(kernel, this, pages, guard);
    backing = new BackingFile(kernel, this);
    vaPages = layout.listHead("va_pages", VaPage.class).guardedBy(guard);
    mmLock = layout.spinLock("mm_lock");
    Guard mmGuard = refcount.orReleaser(mmLock);
    mmListVersion = layout.intCell("mm_list_version", 0).guardedBy(mmGuard);
    mmList = layout.listHead("mm_list", EnclMm.class).guardedBy(mmGuard);
    srcu = layout.srcu("srcu");
    hardwareChildren = layout.intCell("hw_children", 0).guardedBy(guard);
    newPages =
        IntStream.range(0, pages)
            .mapToObj(index -> slabOfPages(kernel, index, sizes.enclPages()))
            .toList();
    newVaPages =
        kernel.slab(
            name + ".va_page", sizes.vaPages(), i -> new VaPage(kernel, name + ".va" + i, guard));
  }

  private Slab<EnclPage> slabOfPages(Kernel kernel, int index, int count) {
    String name = this + "/" + index;
    return kernel.slab(
        name, count, i -> new EnclPage(kernel, name + (i == 0 ? "" : "." + i), index, guard));
  }
}
