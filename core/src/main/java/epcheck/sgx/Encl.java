package epcheck.sgx;

import epcheck.kernel.Bits;
import epcheck.kernel.Guard;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kref;
import epcheck.kernel.ListHead;
import epcheck.kernel.Mutex;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
import epcheck.kernel.XArray;

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

  /** The shmem file: 1 while it is open. */
  public final IntCell backing;

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

  Encl(Kernel kernel, int id, String name, int pages) {
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
    backing = layout.intCell("backing", 0).setOnce();
    vaPages = layout.listHead("va_pages", VaPage.class).guardedBy(guard);
    mmLock = layout.spinLock("mm_lock");
    Guard mmGuard = refcount.orReleaser(mmLock);
    mmListVersion = layout.intCell("mm_list_version", 0).guardedBy(mmGuard);
    mmList = layout.listHead("mm_list", EnclMm.class).guardedBy(mmGuard);
    srcu = layout.srcu("srcu");
    hardwareChildren = layout.intCell("hw_children", 0).guardedBy(guard);
  }
}
