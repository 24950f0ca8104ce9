package epcheck.sgx;

import epcheck.kernel.PerTask;

/**
 * The Enclave Page Cache Map: what the hardware knows of each EPC page, and the ENCLS leaves that
 * change it (encls.h, v6.5; what they do: Intel SDM volume 3D, chapters 34 to 36).
 *
 * <p>An entry is INVALID, or a type, an enclave, an index in it, and whether the page is blocked.
 * It is written under {@code encl->lock} of its enclave, or by whoever has the page in hand while
 * it is INVALID. What the hardware keeps in the SECS (children, EINIT done, the epochs) is in
 * {@link Encl}, what it keeps in a VA page in {@link VaPage}.
 *
 * <p>PENDING, MODIFIED and PR (restricted), which EACCEPT clears in user space without any lock,
 * are apart from the rest, by enclave and index: EWB and ELDU keep them, so only SGX2 leaves touch
 * them.
 *
 * <p>Dropped: attributes, measurements and permissions, which decide nothing that is modelled;
 * SGX_EPC_PAGE_CONFLICT (of two leaves on one page at once, one comes after the other here). A VA
 * page names the enclave that it was made for; the hardware does not.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/encls.h")
public class Epcm {
  public static final int INVALID = 0;

  private static final int VALID = 1;
  private static final int BLOCKED = 16;

  private static final int PENDING = 1;
  private static final int MODIFIED = 2;
  private static final int RESTRICTED = 4;

  /** What ENCLS leaves return: 0, an error, or a fault. */
  public static final int SUCCESS = 0;

  public static final int BLKSTATE = 3;
  public static final int NOTBLOCKABLE = 5;
  public static final int PG_INVLD = 6;
  public static final int MAC_COMPARE_FAIL = 9;
  public static final int PAGE_NOT_BLOCKED = 10;
  public static final int NOT_TRACKED = 11;
  public static final int VA_SLOT_OCCUPIED = 12;
  public static final int CHILD_PRESENT = 13;
  public static final int ENCLAVE_ACT = 14;
  public static final int PREV_TRK_INCMPL = 17;
  public static final int PG_IS_SECS = 18;
  public static final int PAGE_ATTRIBUTES_MISMATCH = 19;
  public static final int PAGE_NOT_MODIFIABLE = 20;
  public static final int PAGE_NOT_DEBUGGABLE = 21;

  /** {@code ENCLS_FAULT_FLAG} with the number of #GP and #PF. */
  public static final int GENERAL_PROTECTION = 0x4000000d;

  public static final int PAGE_FAULT = 0x4000000e;

  private final SgxDriver sgx;

  /** The CPU that each task runs on, as a bit. */
  private final PerTask<Cpu> cpu;

  private int cpus;

  /** Whether some task stays inside an enclave; if not, nobody asks who is. */
  private boolean cpusInside;

  /** A task has a CPU of its own. */
  private record Cpu(int bit) {}

  Epcm(SgxDriver sgx) {
    this.sgx = sgx;
    cpu = sgx.kernel.perTask(this::_newCpu);
    for (EpcPage page : sgx.epc) {
      page.epcm.guardedByValue(
          entry -> entry == INVALID ? page.list.home() : _enclaveOf(entry).guard);
    }
  }

  private Cpu _newCpu(int task) {
    cpus = Math.max(cpus, task + 1);
    return new Cpu(1 << task);
  }

  private Encl _enclaveOf(int entry) {
    return sgx.enclaves().get(entry >> 8 & 15);
  }

  private static int _typeOf(int entry) {
    return entry >> 1 & 7;
  }

  private static boolean _isA(int entry, int type) {
    return entry != INVALID && _typeOf(entry) == type;
  }

  /** A page that EADD or EAUG has made: REG, TCS or TRIM. */
  private static boolean _isChild(int entry) {
    return entry != INVALID && !_isA(entry, PageType.SECS) && !_isA(entry, PageType.VA);
  }

  private static int _indexOf(int entry) {
    return entry >> 12;
  }

  private static int _entry(int type, Encl encl, int index) {
    return VALID | type << 1 | encl.id << 8 | index << 12;
  }

  static String _print(int entry) {
    if (entry == INVALID) {
      return "INVALID";
    }
    String type = PageType.print(_typeOf(entry)).substring("SGX_PAGE_TYPE_".length());
    return (entry & BLOCKED) != 0 ? type + " blocked" : type;
  }

  /** {@code encls_failed()}: whether it is worth a warning. A #PF means that EPC was lost. */
  public static boolean enclsFailed(int ret) {
    return ret != SUCCESS && ret != PAGE_FAULT;
  }

  /** {@code ENCLS_WARN()}. */
  public void _enclsWarn(int ret, String leaf) {
    sgx.kernel.warnOn(true, leaf + " returned " + ret + " (0x" + Integer.toHexString(ret) + ")");
  }

  /** Whether the page is VALID, of whatever type. */
  public boolean _valid(EpcPage page) {
    return page.epcm.get() != INVALID || sgx.virtualEpc._valid(page);
  }

  /** ECREATE, EPA and EADD as the initial state has them. */
  void _add(EpcPage page, EnclPage enclPage, Encl encl) {
    if (enclPage == null) {
      __epa(page, encl);
    } else if (enclPage == encl.secs) {
      __ecreate(page, encl);
    } else {
      page.epcm.set(_entry(enclPage.type.get(), encl, enclPage.index));
      encl.hardwareChildren.add(1);
    }
  }

  // ---- making an enclave

  /** ECREATE: a SECS. */
  public int __ecreate(EpcPage secs, Encl encl) {
    if (secs.epcm.get() != INVALID) {
      return PAGE_FAULT;
    }
    secs.epcm.set(_entry(PageType.SECS, encl, encl.pages));
    return SUCCESS;
  }

  /** EPA: an empty version array. */
  public int __epa(EpcPage page, Encl encl) {
    if (page.epcm.get() != INVALID) {
      return PAGE_FAULT;
    }
    page.epcm.set(_entry(PageType.VA, encl, 0));
    return SUCCESS;
  }

  /** EADD of a regular page, before EINIT. */
  public int __eadd(EpcPage page, EnclPage enclPage, EpcPage secs) {
    return __eadd(page, enclPage, secs, PageType.REG);
  }

  /** EADD of a REG or TCS page, before EINIT. */
  public int __eadd(EpcPage page, EnclPage enclPage, EpcPage secs, int pageType) {
    int parent = secs.epcm.get();
    if (page.epcm.get() != INVALID || !_isA(parent, PageType.SECS)) {
      return PAGE_FAULT;
    }
    Encl encl = _enclaveOf(parent);
    if (encl.hardwareInit.get() != 0) {
      return GENERAL_PROTECTION;
    }
    page.epcm.set(_entry(pageType, encl, enclPage.index));
    encl.hardwareChildren.add(1);
    sgx.witness._joined(page, encl);
    return SUCCESS;
  }

  /** EEXTEND: measures a page, before EINIT. */
  public int __eextend(EpcPage secs, EpcPage page) {
    int parent = secs.epcm.get();
    int entry = page.epcm.get();
    if (!_isA(parent, PageType.SECS)
        || !_isChild(entry)
        || _enclaveOf(entry) != _enclaveOf(parent)) {
      return PAGE_FAULT;
    }
    return _enclaveOf(parent).hardwareInit.get() != 0 ? GENERAL_PROTECTION : SUCCESS;
  }

  /** EINIT: from here on threads may enter, and pages may be added with EAUG only. */
  public int __einit(Encl encl) {
    int entry = encl.secs.epcPage.get().epcm.get();
    if (!_isA(entry, PageType.SECS)) {
      return PAGE_FAULT;
    }
    if (encl.hardwareInit.get() != 0) {
      return GENERAL_PROTECTION;
    }
    encl.hardwareInit.set(1);
    return SUCCESS;
  }

  // ---- changing an enclave that is initialized

  /** EAUG: a PENDING page, for the enclave to EACCEPT. */
  public int __eaug(EpcPage page, EnclPage enclPage, EpcPage secs) {
    int parent = secs.epcm.get();
    if (page.epcm.get() != INVALID || !_isA(parent, PageType.SECS)) {
      return PAGE_FAULT;
    }
    Encl encl = _enclaveOf(parent);
    if (encl.hardwareInit.get() == 0) {
      return GENERAL_PROTECTION;
    }
    page.epcm.set(_entry(PageType.REG, encl, enclPage.index));
    encl.hardwareChildren.add(1);
    encl.acceptable[enclPage.index].writeOnce(PENDING);
    sgx.witness._joined(page, encl);
    return SUCCESS;
  }

  /** EMODPR: fewer permissions, for the enclave to EACCEPT. */
  public int __emodpr(EpcPage page) {
    int entry = page.epcm.get();
    if (!_isChild(entry)) {
      return PAGE_FAULT;
    }
    Encl encl = _enclaveOf(entry);
    int index = _indexOf(entry);
    int state = encl.acceptable[index].readOnce();
    if ((state & (PENDING | MODIFIED)) != 0) {
      return PAGE_NOT_MODIFIABLE;
    }
    if (!_isA(entry, PageType.REG)) {
      return PAGE_FAULT;
    }
    encl.acceptable[index].writeOnce(state | RESTRICTED);
    _untracked(encl, index);
    return SUCCESS;
  }

  /** EMODT: another type, for the enclave to EACCEPT. */
  public int __emodt(EpcPage page, int pageType) {
    int entry = page.epcm.get();
    if (!_isA(entry, PageType.REG) && !_isA(entry, PageType.TCS)) {
      return PAGE_FAULT;
    }
    Encl encl = _enclaveOf(entry);
    int index = _indexOf(entry);
    int state = encl.acceptable[index].readOnce();
    if ((state & (PENDING | MODIFIED)) != 0) {
      return PAGE_NOT_MODIFIABLE;
    }
    page.epcm.set(_entry(pageType, encl, index) | entry & BLOCKED);
    encl.acceptable[index].writeOnce(state | MODIFIED);
    _untracked(encl, index);
    return SUCCESS;
  }

  /**
   * ENCLU[EACCEPT] in user space: the enclave agrees to what EAUG, EMODPR or EMODT has done.
   * Whoever calls it has touched the page before; were it evicted since, the fault and the reload
   * that EACCEPT then meets change nothing of what it does here.
   */
  public int _eaccept(Encl encl, int index) {
    int state = encl.acceptable[index].readOnce();
    if (state == 0) {
      return PAGE_ATTRIBUTES_MISMATCH;
    }
    if ((state & PENDING) == 0 && !_tracked(encl, index)) {
      return NOT_TRACKED;
    }
    encl.acceptable[index].writeOnce(0);
    return SUCCESS;
  }

  /** EDBGRD: reads a word of a debug enclave. */
  public int __edbgrd(EpcPage page) {
    int entry = page.epcm.get();
    if (entry == INVALID) {
      return PAGE_FAULT;
    }
    return _isA(entry, PageType.TRIM) ? PAGE_NOT_DEBUGGABLE : SUCCESS;
  }

  /** EDBGWR: writes a word of a debug enclave. */
  public int __edbgwr(EpcPage page) {
    return __edbgrd(page);
  }

  // ---- paging

  /** EBLOCK: no new translations from here on. */
  public int __eblock(EpcPage page) {
    int entry = page.epcm.get();
    if (entry == INVALID) {
      return PG_INVLD;
    }
    if (!_isChild(entry)) {
      return _isA(entry, PageType.SECS) ? PG_IS_SECS : NOTBLOCKABLE;
    }
    if ((entry & BLOCKED) != 0) {
      return BLKSTATE;
    }
    page.epcm.set(entry | BLOCKED);
    _untracked(_enclaveOf(entry), _indexOf(entry));
    return SUCCESS;
  }

  /**
   * EWB: the page leaves the EPC, its version goes to a slot of a VA page. The SECS needs to have
   * no child; it is never blocked.
   *
   * @param offset the offset of the slot in the VA page
   */
  public int __ewb(EpcPage page, VaPage vaPage, int offset) {
    int entry = page.epcm.get();
    if (entry == INVALID || _isA(entry, PageType.VA)) {
      return PAGE_FAULT;
    }
    Encl encl = _enclaveOf(entry);
    int index = _indexOf(entry);
    if (_isA(entry, PageType.SECS)) {
      if (encl.hardwareChildren.get() != 0) {
        return CHILD_PRESENT;
      }
    } else if ((entry & BLOCKED) == 0) {
      return PAGE_NOT_BLOCKED;
    } else if (!_tracked(encl, index)) {
      return NOT_TRACKED;
    }
    if (vaPage.version(offset) != 0) {
      return VA_SLOT_OCCUPIED;
    }
    vaPage.setVersion(offset, index + 1);
    if (!_isA(entry, PageType.SECS)) {
      encl.hardwareChildren.add(-1);
    }
    page.epcm.set(INVALID);
    return SUCCESS;
  }

  /**
   * ELDU: the page is back, under a SECS that must be there unless it is the SECS itself, and its
   * version is used up.
   *
   * @param secs NULL for the SECS itself
   * @param memory what {@link Backing} has of the page: SUCCESS if that is what EWB wrote
   */
  public int __eldu(
      EpcPage page, EnclPage enclPage, Encl encl, EpcPage secs, int offset, int memory) {
    VaPage vaPage = enclPage.vaPage.get();
    // The hardware finds its slot by the address of the VA page, so this comes first.
    int version = vaPage.version(offset);
    if (page.epcm.get() != INVALID || secs != null && !_isSecsOf(secs, encl)) {
      return PAGE_FAULT;
    }
    if (memory != SUCCESS) {
      return memory;
    }
    if (version != enclPage.index + 1) {
      return MAC_COMPARE_FAIL;
    }
    vaPage.setVersion(offset, 0);
    if (secs == null) {
      page.epcm.set(_entry(PageType.SECS, encl, encl.pages));
    } else {
      page.epcm.set(_entry(enclPage.type.get(), encl, enclPage.index));
      encl.hardwareChildren.add(1);
    }
    sgx.witness._joined(page, encl);
    return SUCCESS;
  }

  private boolean _isSecsOf(EpcPage secs, Encl encl) {
    return secs.epcm.get() == _entry(PageType.SECS, encl, encl.pages);
  }

  /**
   * EREMOVE: of an INVALID, a VA, or an accepted TRIM page always; of a SECS without children; of
   * others if no CPU is inside.
   */
  public int __eremove(EpcPage page) {
    int entry = page.epcm.get();
    if (entry == INVALID) {
      return SUCCESS;
    }
    Encl encl = _enclaveOf(entry);
    if (_isA(entry, PageType.SECS)) {
      if (encl.hardwareChildren.get() != 0) {
        return CHILD_PRESENT;
      }
    } else if (_isChild(entry)) {
      if (cpusInside && !_acceptedTrim(entry) && _othersInside(encl)) {
        return ENCLAVE_ACT;
      }
      encl.hardwareChildren.add(-1);
    }
    page.epcm.set(INVALID);
    return SUCCESS;
  }

  private boolean _acceptedTrim(int entry) {
    return _isA(entry, PageType.TRIM)
        && _enclaveOf(entry).acceptable[_indexOf(entry)].readOnce() == 0;
  }

  // ---- CPUs inside enclaves

  /*
   * The hardware counts, for each epoch of an enclave, the CPUs that have entered in it. ETRACK begins
   * a new epoch, and is refused while CPUs of the one before last are inside. EWB of a page succeeds
   * once an epoch has begun after its EBLOCK, and all CPUs that entered before that are gone.
   *
   * So two epochs at most have CPUs inside: "tracked" are those of the older one, and of the pages
   * that wait to be tracked some still need an ETRACK ("untracked"), and some wait for "tracked" to
   * leave ("tracking"). All others are tracked. One spinlock makes each leaf atomic, as it is.
   *
   * Where no task stays inside an enclave, ETRACK always completes at once, and the second EWB
   * succeeds at the latest; that the first may not is left out.
   */

  /** Some task of this model stays inside an enclave; for model set-up only. */
  public void _cpusMayBeInside() {
    cpusInside = true;
  }

  /** Whether some task of this model stays inside an enclave. */
  boolean _cpusInside() {
    return cpusInside;
  }

  /** The running task executes EENTER, or ERESUME after an interrupt; nothing if it is inside. */
  public void _enter(Encl encl) {
    encl.epochLock.lock();
    encl.inside.or(cpu.mine().bit);
    encl.epochLock.unlock();
  }

  /** The running task executes EEXIT, or has an interrupt or a fault (AEX). */
  public void _leave(Encl encl) {
    _leave(encl, cpu.mine().bit);
  }

  private void _leave(Encl encl, int mask) {
    encl.epochLock.lock();
    encl.inside.and(~mask);
    encl.tracked.and(~mask);
    encl.epochLock.unlock();
  }

  /** {@code mm_cpumask()}: the CPUs that run threads of an mm. */
  @KernelFile("include/linux/mm_types.h")
  public int mmCpumask(Mm mm) {
    int mask = 0;
    for (int i = 0; i < cpus; i++) {
      if (sgx.current.of(i).mm() == mm) {
        mask |= 1 << i;
      }
    }
    return mask;
  }

  /** {@code on_each_cpu_mask()}: an interrupt takes each of these CPUs out of its enclave. */
  @KernelFile("kernel/smp.c")
  public void onEachCpuMask(int mask) {
    for (int i = 0; cpusInside && mask != 0 && i < sgx.enclaves().size(); i++) {
      _leave(sgx.enclaves().get(i), mask);
    }
  }

  /** A zap has removed a translation: the interrupt that flushes it from the TLBs. */
  public void _flush(Mm mm) {
    if (cpusInside) {
      onEachCpuMask(mmCpumask(mm));
    }
  }

  /** The page has to wait for an ETRACK, and then for CPUs to leave. */
  private void _untracked(Encl encl, int index) {
    if (cpusInside) {
      encl.epochLock.lock();
      encl.untracked.or(1 << index);
      encl.epochLock.unlock();
    }
  }

  private boolean _tracked(Encl encl, int index) {
    if (!cpusInside) {
      return true;
    }
    encl.epochLock.lock();
    boolean waits =
        (encl.untracked.get() >> index & 1) != 0
            || (encl.tracking.get() >> index & 1) != 0 && encl.tracked.get() != 0;
    encl.epochLock.unlock();
    return !waits;
  }

  private boolean _othersInside(Encl encl) {
    encl.epochLock.lock();
    int inside = encl.inside.get();
    encl.epochLock.unlock();
    return (inside & ~cpu.mine().bit) != 0;
  }

  /** ETRACK: a new epoch begins. */
  public int __etrack(EpcPage secs) {
    int entry = secs.epcm.get();
    if (!_isA(entry, PageType.SECS)) {
      return PAGE_FAULT;
    }
    if (!cpusInside) {
      return SUCCESS;
    }
    Encl encl = _enclaveOf(entry);
    encl.epochLock.lock();
    boolean complete = encl.tracked.get() == 0;
    if (complete) {
      encl.tracking.set(encl.untracked.get());
      encl.untracked.set(0);
      encl.tracked.set(encl.inside.get());
    }
    encl.epochLock.unlock();
    return complete ? SUCCESS : PREV_TRK_INCMPL;
  }
}
