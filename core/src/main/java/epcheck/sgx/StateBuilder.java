package epcheck.sgx;

/**
 * Builds an initial state out of the driver's own structures, as the ioctls and faults would have
 * left them. An enclave is as {@code sgx_open()} leaves it until it is {@link #created}.
 */
public final class StateBuilder {
  private final SgxDriver sgx;

  public StateBuilder(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /**
   * Takes a page off the free list for an owner, charged to a cgroup (null where there are none).
   */
  private void take(EpcPage page, EpcCgroup cgroup) {
    page.node.lock.lock();
    page.list.delInit();
    page.flags.set(0);
    // Lets node->lock go.
    sgx.allocator.nrFreePages._tookFrom(page.node);
    if (cgroup != null) {
      page.epcCg.set(cgroup);
      sgx.cgroups.cssGet(cgroup);
      for (EpcCgroup at = cgroup; at != null; at = at.parent) {
        at.usage.addReturn(1);
      }
    }
  }

  /**
   * Gives the enclave a VA page; comes before the pages that need it. The ioctls allocate one for
   * the SECS and the first page, one for the next two, and so on.
   */
  public void addVaPage(Encl encl, EpcPage page, EpcCgroup cgroup) {
    String name = encl + (encl.vaPages.isEmpty() ? ".va" : ".va(" + page + ")");
    VaPage vaPage = new VaPage(sgx.kernel, name, encl.guard);
    take(page, cgroup);
    page.setOwner(sgx.lru._vaPageOwner(encl));
    sgx.epcm._add(page, null, encl);
    sgx.lru._recordVaPage(page);
    vaPage.epcPage.set(page);
    encl.vaPages.add(vaPage.list);
  }

  /** SGX_IOC_ENCLAVE_CREATE is done; what it allocates comes apart. */
  public void created(Encl encl) {
    encl.backing.open.set(1);
    encl.secs.encl.set(encl);
    encl.pageCnt.add(1);
    if (encl.attrDebug()) {
      encl.flags.setBit(Encl.DEBUG);
    }
    encl.flags.setBit(Encl.CREATED);
  }

  /** SGX_IOC_ENCLAVE_INIT is done, and CREATE before it. */
  public void initialized(Encl encl) {
    created(encl);
    encl.hardwareInit.set(1);
    encl.flags.setBit(Encl.INITIALIZED);
  }

  /**
   * Some page of the enclave is not there at some time: it was not added, or an ioctl removes it.
   * To be declared, since elsewhere nobody looks.
   */
  public void lacksPages(Encl encl) {
    encl.lacksPages();
  }

  /** It is a debug enclave; to be declared before it is created. */
  public void allowDebug(Encl encl) {
    encl.allowDebug();
  }

  private EnclPage addEntry(Encl encl, int index) {
    EnclPage entry = new EnclPage(sgx.kernel, encl + "/" + index, index, encl.guard);
    entry.encl.set(encl);
    encl.pageArray.insert(index, entry);
    encl.pageCnt.add(1);
    return entry;
  }

  public void addResidentPage(Encl encl, int index, EpcPage page, EpcCgroup cgroup) {
    addResidentPage(encl, index, page, cgroup, PageType.REG);
  }

  /**
   * @param pageType of {@link PageType}; the enclave has accepted it
   */
  public void addResidentPage(Encl encl, int index, EpcPage page, EpcCgroup cgroup, int pageType) {
    EnclPage entry = addEntry(encl, index);
    entry.type.set(pageType);
    take(page, cgroup);
    page.setOwner(entry);
    sgx.epcm._add(page, entry, encl);
    entry.epcPage.set(page);
    encl.secsChildCnt.add(1);
    sgx.lru._record(page);
  }

  /** A page that a guest has touched. */
  public void addVepcPage(Vepc vepc, int index, EpcPage page, EpcCgroup cgroup) {
    take(page, cgroup);
    sgx.virtualEpc._addPage(vepc, index, page);
  }

  public void addSwappedPage(Encl encl, int index) {
    addSwappedPage(encl, index, PageType.REG);
  }

  /**
   * @param pageType of {@link PageType}; the enclave has accepted it
   */
  public void addSwappedPage(Encl encl, int index, int pageType) {
    EnclPage entry = addEntry(encl, index);
    entry.type.set(pageType);
    swapOut(encl, entry);
  }

  /** Gives a page that is not resident a slot in the VA page. */
  private void swapOut(Encl encl, EnclPage entry) {
    VaPage vaPage = encl.vaPages.firstEntry();
    int offset = sgx.vaPages.sgxAllocVaSlot(vaPage);
    vaPage.setVersion(offset, entry.index + 1);
    encl.backing.store(entry.index);
    entry.desc.or(offset);
    entry.vaPage.set(vaPage);
    if (sgx.vaPages.sgxVaPageFull(vaPage)) {
      encl.vaPages.moveTail(vaPage.list);
    }
  }

  public void addSecs(Encl encl, EpcPage page, EpcCgroup cgroup) {
    take(page, cgroup);
    page.setOwner(encl.secs);
    sgx.epcm._add(page, encl.secs, encl);
    encl.secs.epcPage.set(page);
    sgx.lru._recordSecs(page);
  }

  public void swapOutSecs(Encl encl) {
    swapOut(encl, encl.secs);
  }

  /** {@code mmap()} of the whole enclave. */
  public Vma map(Mm mm, Encl encl) {
    return map(mm, encl, 0, encl.pages, Vma.VM_READ | Vma.VM_WRITE);
  }

  /** {@code mmap()} of some pages: from the first up to, but not including, the second. */
  public Vma map(Mm mm, Encl encl, int from, int to, int vmFlags) {
    boolean whole = from == 0 && to == encl.pages;
    String pages = whole ? "" : "[" + from + ", " + to + ")";
    Vma vma = mm._addVma(sgx.kernel, mm + ".vma(" + encl + pages + ")");
    vma.mapped.set(Vma.range(encl, from, to));
    vma.vmFlags.set(vmFlags);
    vma.vmPrivateData.set(encl);
    sgx.fileOf(encl).fCount.get();
    mm.mmapLock.downWrite();
    sgx.mmTracking.sgxEnclMmAdd(encl, mm);
    mm.mmapLock.upWrite();
    return vma;
  }

  /** A descriptor of the enclave's file. */
  public void open(Encl encl) {
    sgx.fileOf(encl).fCount.get();
  }

  /** Ends the building: the reference with which each file was made is nobody's. */
  public void dropInitialFileReferences() {
    for (Encl encl : sgx.enclaves()) {
      sgx.fileOf(encl).fCount.put();
    }
  }

  /** What a page fault leaves. */
  public void setPte(Vma vma, int index, boolean young) {
    setPte(vma.mm, sgx.enclaves().get(Vma.enclId(vma.mapped.get())), index, young);
  }

  /** What a page fault leaves. */
  public void setPte(Mm mm, Encl encl, int index, boolean young) {
    mm.insertPfn(encl, index, encl.pageArray.load(index).epcPage.get());
    if (!young) {
      mm.testAndClearYoung(encl, index);
    }
  }
}
