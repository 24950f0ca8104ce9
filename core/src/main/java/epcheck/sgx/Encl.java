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
 * <p>Dropped: {@code base} and {@code attributes} (never change), {@code cpumask} (scratch space
 * under {@code lock}; here a local variable).
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

  /** What the hardware keeps in the SECS page: 1 after EINIT. */
  final IntCell hardwareInit;

  /** PENDING, MODIFIED and PR in the EPCM of each page; see {@link Epcm}. */
  final IntCell[] acceptable;

  /** Makes leaves that look at the epochs of the SECS page atomic. */
  final SpinLock epochLock;

  /** The CPUs inside the enclave, and of those the ones that an ETRACK waits for. */
  final IntCell inside;

  final IntCell tracked;

  /** The pages that an ETRACK must come for, and those that wait for {@link #tracked} to leave. */
  final IntCell untracked;

  final IntCell tracking;

  /**
   * What protects the pages: {@code encl->lock}; at reference zero that there is nobody else; and
   * until the enclave is CREATED, which is before anybody else has a reason to look, the IOCTL bit.
   */
  public final Guard guard;

  private boolean mayLackPages;
  private boolean debug;

  /** What {@code kzalloc(struct sgx_encl_page)} hands out, by the index that it is to be for. */
  public final List<Slab<EnclPage>> newPages;

  /** What {@code kzalloc(struct sgx_va_page)} hands out. */
  public final Slab<VaPage> newVaPages;

  Encl(Kernel kernel, int id, String name, int pages, Sizes sizes, String killedFlag) {
    super(kernel, name);
    this.id = id;
    this.pages = pages;
    lock = layout.mutex("lock");
    refcount = layout.kref("refcount", 1);
    flags = layout.bits("flags", "IOCTL", "DEBUG", "CREATED", "INITIALIZED", killedFlag);
    Guard lockOrLast = refcount.orReleaser(lock);
    guard = lockOrLast.or(flags.lockedBy(IOCTL, CREATED));
    // Of an enclave that is being built only ioctls add pages, and without encl->lock.
    pageCnt =
        layout.intCell("page_cnt", 0).guardedBy(lockOrLast.or(flags.lockedBy(IOCTL, INITIALIZED)));
    secsChildCnt = layout.intCell("secs_child_cnt", 0).guardedBy(guard);
    pageArray = layout.xarray("page_array", pages, EnclPage.class).guardedBy(guard);
    secs = new EnclPage(kernel, this, pages, guard);
    backing = new BackingFile(kernel, this, guard);
    vaPages = layout.listHead("va_pages", VaPage.class).guardedBy(guard);
    mmLock = layout.spinLock("mm_lock");
    Guard mmGuard = refcount.orReleaser(mmLock);
    mmListVersion = layout.intCell("mm_list_version", 0).guardedBy(mmGuard);
    mmList = layout.listHead("mm_list", EnclMm.class).guardedBy(mmGuard);
    srcu = layout.srcu("srcu");
    hardwareChildren = layout.intCell("hw_children", 0).guardedBy(guard);
    hardwareInit = layout.intCell("hw_init", 0).guardedBy(guard);
    acceptable =
        IntStream.range(0, pages)
            .mapToObj(i -> layout.intCell("hw_acceptable[" + i + "]", 0))
            .toArray(IntCell[]::new);
    epochLock = layout.spinLock("hw_epoch");
    inside = layout.intCell("hw_inside", 0).guardedBy(epochLock);
    tracked = layout.intCell("hw_tracked", 0).guardedBy(epochLock);
    untracked = layout.intCell("hw_untracked", 0).guardedBy(epochLock);
    tracking = layout.intCell("hw_tracking", 0).guardedBy(epochLock);
    newPages =
        IntStream.range(0, pages)
            .mapToObj(index -> slabOfPages(kernel, index, sizes.enclPages()))
            .toList();
    newVaPages =
        kernel.slab(
            name + ".va_page", sizes.vaPages(), i -> new VaPage(kernel, name + ".va" + i, guard));
  }

  /**
   * Whether some page of it is absent at some time. If not, what a fault handler finds in {@code
   * page_array} before it takes {@code encl->lock} never changes, and the look need be no step.
   */
  public boolean mayLackPages() {
    return mayLackPages;
  }

  /** For model set-up only. */
  void lacksPages() {
    mayLackPages = true;
  }

  /** {@code SGX_ATTR_DEBUG}: whether {@code attributes}, which never change, let it be debugged. */
  public boolean attrDebug() {
    return debug;
  }

  /** For model set-up only. */
  void allowDebug() {
    debug = true;
  }

  private Slab<EnclPage> slabOfPages(Kernel kernel, int index, int count) {
    String name = this + "/" + index;
    return kernel.slab(
        name, count, i -> new EnclPage(kernel, name + (i == 0 ? "" : "." + i), index, guard));
  }
}
