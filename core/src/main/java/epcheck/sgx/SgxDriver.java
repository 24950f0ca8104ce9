package epcheck.sgx;

import epcheck.kernel.Counter;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.ListHead;
import epcheck.kernel.PerTask;
import epcheck.kernel.Slab;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The driver's global variables, and one object for each of its concerns: the parts call each other
 * through here, so that a revision or a patch can put a subclass of a part in its place ({@link
 * Parts}).
 */
public final class SgxDriver {
  /** {@code SGX_NR_TO_SCAN}. No scenario has as many pages, so no scan ends for it. */
  public static final int NR_TO_SCAN = 16;

  /** Which class stands for each concern in a revision; null for one that it does not have. */
  public interface Parts {
    EpcAllocator allocator(SgxDriver driver);

    LruTracking lru(SgxDriver driver);

    Reclaimer reclaimer(SgxDriver driver);

    PageFault fault(SgxDriver driver);

    MmTracking mmTracking(SgxDriver driver);

    EnclaveLifecycle lifecycle(SgxDriver driver);

    OomKiller oomKiller(SgxDriver driver);

    EpcCgroups cgroups(SgxDriver driver);

    /** Whether the driver charges cgroups, and so has an LRU for each. */
    default boolean hasCgroups() {
      return false;
    }

    /** How {@code page->flags} prints. */
    IntFunction<String> pageFlags();
  }

  /**
   * What a scan isolates, on the scanning task's stack: {@code chunk[]} in mainline, a list in the
   * series.
   */
  public static final class Batch {
    public final EpcPage[] chunk = new EpcPage[NR_TO_SCAN];
    public final ListHead<EpcPage> iso;

    Batch(Kernel kernel, int task) {
      Layout layout = kernel.layout(null, "");
      iso = layout.listHead("iso", EpcPage.class).guardedBy(kernel.onlyTask(task));
    }
  }

  public final Kernel kernel;
  public final Witness witness;

  /** {@code current}. */
  public final PerTask<CurrentTask> current;

  public final PerTask<Batch> batch;

  /** {@code sgx_epc_sections}: one section, on one node. */
  public final List<EpcPage> epc;

  /** {@code ERR_PTR(-ENOMEM)}, {@code ERR_PTR(-EBUSY)}, {@code ERR_PTR(-EFAULT)}. */
  public final EpcPage enomem;

  public final EpcPage ebusy;
  public final EpcPage efault;

  /** The same errors for functions that return an enclave page. */
  private final List<EnclPage> enclPageErrors;

  /** {@code sgx_numa_nodes[0]}. */
  public final SpinLock nodeLock;

  public final ListHead<EpcPage> freePageList;
  public final Counter nrFreePages;

  /** {@code sgx_reclaimer_lock} and {@code sgx_active_page_list}; only in mainline. */
  public final SpinLock reclaimerLock;

  public final ListHead<EpcPage> activePageList;

  /** The one domain of all mmu notifiers (mm/mmu_notifier.c). */
  public final Srcu notifierSrcu;

  public final Slab<EnclMm> enclMms;

  /** Every {@code sgx_encl_mm} that there can be. */
  public final List<EnclMm> allEnclMms = new ArrayList<>();

  public final Epcm epcm;
  public final MmCore mm;
  public final EpcAllocator allocator;
  public final LruTracking lru;
  public final Reclaimer reclaimer;
  public final PageFault fault;
  public final MmTracking mmTracking;
  public final EnclaveLifecycle lifecycle;
  public final OomKiller oomKiller;
  public final EpcCgroups cgroups;

  private final List<Encl> enclaves = new ArrayList<>();
  private final List<EnclFile> files = new ArrayList<>();
  private final List<Mm> mms = new ArrayList<>();

  /** The {@code struct task_struct} of a task, as far as it is needed. */
  public static final class CurrentTask {
    private Process process = new Process("kworker", null, null, false);

    public Process process() {
      return process;
    }

    /** For model set-up only. */
    public void is(Process newProcess) {
      process = newProcess;
    }
  }

  /**
   * @param epcPages how many EPC pages there are; all free
   * @param enclMmCount how many times an mm can be added to an enclave's list
   */
  public SgxDriver(Kernel kernel, Parts parts, Witness witness, int epcPages, int enclMmCount) {
    this.kernel = kernel;
    this.witness = witness;
    current = kernel.perTask(i -> new CurrentTask());
    batch = kernel.perTask(i -> new Batch(kernel, i));
    Layout globals = kernel.layout(null, "");
    nodeLock = globals.spinLock("node->lock");
    freePageList = globals.listHead("node->free_page_list", EpcPage.class).guardedBy(nodeLock);
    nrFreePages = globals.counter("sgx_nr_free_pages", epcPages);
    reclaimerLock = globals.spinLock("sgx_reclaimer_lock");
    activePageList =
        globals.listHead("sgx_active_page_list", EpcPage.class).guardedBy(reclaimerLock);
    notifierSrcu = globals.srcu("mmu_notifier srcu");
    epcm = new Epcm(enclaves);
    mm = new MmCore(this);
    allocator = parts.allocator(this);
    lru = parts.lru(this);
    reclaimer = parts.reclaimer(this);
    fault = parts.fault(this);
    mmTracking = parts.mmTracking(this);
    lifecycle = parts.lifecycle(this);
    oomKiller = parts.oomKiller(this);
    cgroups = parts.cgroups(this);
    enclMms = kernel.slab("sgx_encl_mm", enclMmCount, this::newEnclMm);
    enomem = EpcPage.errPtr(kernel, -Errno.ENOMEM);
    ebusy = EpcPage.errPtr(kernel, -Errno.EBUSY);
    efault = EpcPage.errPtr(kernel, -Errno.EFAULT);
    enclPageErrors =
        Stream.of(-Errno.ENOMEM, -Errno.EBUSY, -Errno.EFAULT)
            .map(error -> EnclPage.errPtr(kernel, error))
            .toList();
    epc =
        IntStream.range(0, epcPages)
            .mapToObj(i -> new EpcPage(kernel, i, parts.pageFlags()))
            .toList();
    for (EpcPage page : epc) {
      page.flags.set(allocator.freeFlags());
      freePageList.addTail(page.list);
    }
  }

  private EnclMm newEnclMm(int i) {
    EnclMm enclMm = new EnclMm(kernel, i, notifierSrcu, mm::mmuNotifierFreeRcu);
    allEnclMms.add(enclMm);
    return enclMm;
  }

  /** {@code ERR_PTR(error)}. */
  public EpcPage errPtr(int error) {
    return error == -Errno.ENOMEM ? enomem : error == -Errno.EBUSY ? ebusy : efault;
  }

  /** {@code ERR_PTR(error)} as an enclave page. */
  public EnclPage enclPageError(int error) {
    for (int i = 0; i < enclPageErrors.size(); i++) {
      if (enclPageErrors.get(i).error == error) {
        return enclPageErrors.get(i);
      }
    }
    throw new IllegalArgumentException("no ERR_PTR(" + error + ")");
  }

  // ---- model set-up

  public Encl addEnclave(String name, int pages) {
    Encl encl = new Encl(kernel, enclaves.size(), name, pages);
    enclaves.add(encl);
    files.add(new EnclFile(kernel, encl, lifecycle::sgxRelease));
    return encl;
  }

  public Mm addMm(String name) {
    Mm added = new Mm(kernel, name, allEnclMms.size(), mm::mmputAsyncFn);
    mms.add(added);
    return added;
  }

  public List<Encl> enclaves() {
    return enclaves;
  }

  public EnclFile fileOf(Encl encl) {
    return files.get(encl.id);
  }

  public List<Mm> mms() {
    return mms;
  }
}
