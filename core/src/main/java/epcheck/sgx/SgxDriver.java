package epcheck.sgx;

import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.ListHead;
import epcheck.kernel.PerTask;
import epcheck.kernel.Slab;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Srcu;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The driver's global variables, and one object for each of its concerns: the parts call each other
 * through here, so that a revision or a patch can put a subclass of a part in its place ({@link
 * Parts}).
 */
public final class SgxDriver {
  /** {@code SGX_NR_TO_SCAN}. No scenario has as many pages, so no scan ends for it. */
  public static final int NR_TO_SCAN = 16;

  /** What a driver is made of. */
  public interface Version {
    /** Which class stands for each of its parts. */
    Parts parts();

    /** How {@code page->flags} prints. */
    IntFunction<String> pageFlags();

    /** How {@link Encl#NO_MEMORY} prints. */
    String killedFlag();
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

  public final Environment environment;

  public final Sizes sizes;

  /** {@code sgx_epc_sections}: all EPC pages, node by node. */
  public final List<EpcPage> epc;

  /** {@code sgx_numa_nodes}; those without EPC are not in {@code sgx_numa_mask}. */
  public final List<NumaNode> nodes;

  /** {@code ERR_PTR(error)} by error, for functions that return an EPC page. */
  private final Map<Integer, EpcPage> errors;

  /** The same for functions that return an enclave page. */
  private final Map<Integer, EnclPage> enclPageErrors;

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
  public final Mmap mmap;
  public final Fork fork;
  public final Files files;
  public final MmuNotifiers mmuNotifiers;
  public final EpcAllocator allocator;
  public final LruTracking lru;
  public final Reclaimer reclaimer;
  public final Backing backing;
  public final VaPages vaPages;
  public final PageFault fault;
  public final Ptrace ptrace;
  public final Mapping mapping;
  public final MmTracking mmTracking;
  public final EnclaveLifecycle lifecycle;
  public final Ioctls ioctls;
  public final VirtualEpc virtualEpc;
  public final OomKiller oomKiller;
  public final EpcCgroups cgroups;

  private final String killedFlag;
  private final List<Encl> enclaves = new ArrayList<>();
  private final List<EnclFile> enclFiles = new ArrayList<>();
  private final List<Mm> mms = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  /** What runs on a task: its {@code struct task_struct}. */
  public static final class CurrentTask {
    private final SgxDriver sgx;
    private Process process;

    CurrentTask(SgxDriver sgx, Process kworker) {
      this.sgx = sgx;
      process = kworker;
    }

    public Process process() {
      Process ksgxd = sgx.reclaimer._ifCurrentIsKsgxd();
      if (ksgxd != null) {
        return ksgxd;
      }
      Process child = sgx.fork._ifCurrentIsChild();
      return child == null ? process : child;
    }

    /** {@code task->mm}. */
    Mm mm() {
      return process.mm;
    }

    /** For model set-up only. */
    public void is(Process newProcess) {
      process = newProcess;
    }
  }

  /**
   * @param witness is told of what happens
   * @param memoryMayRunOut whether the scenario has a task that makes allocations fail
   */
  public SgxDriver(
      Kernel kernel, Version version, Witness witness, Sizes sizes, boolean memoryMayRunOut) {
    this.kernel = kernel;
    this.witness = witness;
    this.sizes = sizes;
    killedFlag = version.killedFlag();
    environment = new Environment(kernel, memoryMayRunOut);
    Process kworker = new Process(kernel, "kworker", null, false, 0, false, false);
    current = kernel.perTask(i -> new CurrentTask(this, kworker));
    batch = kernel.perTask(i -> new Batch(kernel, i));
    Layout globals = kernel.layout(null, "");
    int nodeCount = sizes.epcPagesOfNode().size();
    nodes =
        IntStream.range(0, nodeCount)
            .mapToObj(nid -> new NumaNode(kernel, nid, nodeCount == 1 ? "node" : "node" + nid))
            .toList();
    epc = new ArrayList<>();
    for (NumaNode node : nodes) {
      for (int i = 0; i < sizes.epcPagesOfNode().get(node.nid); i++) {
        epc.add(new EpcPage(kernel, epc.size(), node, version.pageFlags()));
      }
    }
    reclaimerLock = globals.spinLock("sgx_reclaimer_lock");
    activePageList =
        globals.listHead("sgx_active_page_list", EpcPage.class).guardedBy(reclaimerLock);
    notifierSrcu = globals.srcu("mmu_notifier srcu");
    epcm = new Epcm(this);
    mm = new MmCore(this);
    mmap = new Mmap(this);
    fork = new Fork(this);
    files = new Files(this);
    mmuNotifiers = new MmuNotifiers(this);
    Parts parts = version.parts();
    allocator = parts.make(EpcAllocator.class, this);
    lru = parts.make(LruTracking.class, this);
    reclaimer = parts.make(Reclaimer.class, this);
    backing = parts.make(Backing.class, this);
    vaPages = parts.make(VaPages.class, this);
    fault = parts.make(PageFault.class, this);
    ptrace = parts.make(Ptrace.class, this);
    mapping = parts.make(Mapping.class, this);
    mmTracking = parts.make(MmTracking.class, this);
    lifecycle = parts.make(EnclaveLifecycle.class, this);
    ioctls = parts.make(Ioctls.class, this);
    virtualEpc = parts.make(VirtualEpc.class, this);
    oomKiller = parts.make(OomKiller.class, this);
    cgroups = parts.make(EpcCgroups.class, this);
    enclMms = kernel.slab("sgx_encl_mm", sizes.enclMms(), this::newEnclMm);
    errors = Errno.ALL.stream().collect(Collectors.toMap(e -> -e, e -> EpcPage.errPtr(kernel, -e)));
    enclPageErrors =
        Errno.ALL.stream().collect(Collectors.toMap(e -> -e, e -> EnclPage.errPtr(kernel, -e)));
    for (EpcPage page : epc) {
      page.flags.set(allocator._freeFlags());
      page.node.freePageList.addTail(page.list);
    }
  }

  private EnclMm newEnclMm(int i) {
    EnclMm enclMm = new EnclMm(kernel, i, notifierSrcu, mmuNotifiers::mmuNotifierFreeRcu);
    allEnclMms.add(enclMm);
    return enclMm;
  }

  /** {@code ERR_PTR(error)}. */
  public EpcPage errPtr(int error) {
    return errors.get(error);
  }

  /** {@code ERR_PTR(error)} as an enclave page. */
  public EnclPage enclPageError(int error) {
    return enclPageErrors.get(error);
  }

  // ---- model set-up

  public Encl addEnclave(String name, int pages) {
    Encl encl = new Encl(kernel, enclaves.size(), name, pages, sizes, killedFlag);
    enclaves.add(encl);
    lru._added(encl);
    mmTracking._added(encl);
    mms.forEach(mm -> mm._addPageTable(encl));
    enclFiles.add(new EnclFile(kernel, encl, lifecycle::sgxRelease));
    return encl;
  }

  /**
   * A thread of user space.
   *
   * @param cgroup null where there are none
   * @param migrates whether it may be moved to another cgroup
   * @param mayGetSignals whether a signal may reach it
   */
  public Process addProcess(
      String name, Mm mm, EpcCgroup cgroup, int node, boolean migrates, boolean mayGetSignals) {
    Process added = new Process(kernel, name, mm, false, node, migrates, mayGetSignals);
    added._migrate(cgroup);
    processes.add(added);
    return added;
  }

  /** A kernel thread; {@code current_is_ksgxd()} if it has that name. */
  public Process addKernelThread(String name, EpcCgroup root) {
    Process added = new Process(kernel, name, null, name.equals("ksgxd"), 0, false, false);
    added._migrate(root);
    return added;
  }

  public Mm addMm(String name) {
    Mm added = new Mm(kernel, name, allEnclMms.size(), sizes.vmas(), fork::mmputAsyncFn);
    enclaves.forEach(added::_addPageTable);
    mms.add(added);
    return added;
  }

  /**
   * An open {@code /dev/sgx_vepc} of a guest with one enclave, whose SECS is page 0.
   *
   * @param mappedBy where it is mapped, in whole
   */
  public Vepc addVepc(String name, int pages, Mm... mappedBy) {
    return virtualEpc._add(name, pages, null, mappedBy);
  }

  /** Another one of the guest: all its pages are children of the SECS that is in {@code secsIn}. */
  public Vepc addVepc(String name, int pages, Vepc secsIn, Mm... mappedBy) {
    return virtualEpc._add(name, pages, secsIn, mappedBy);
  }

  public List<Encl> enclaves() {
    return enclaves;
  }

  public EnclFile fileOf(Encl encl) {
    return enclFiles.get(encl.id);
  }

  public List<Mm> mms() {
    return mms;
  }

  public List<Process> processes() {
    return processes;
  }
}
