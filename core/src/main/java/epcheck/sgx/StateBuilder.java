package epcheck.sgx;

/**
 * Builds an initial state out of the driver's own structures, as the ioctls and faults would have
 * left them: every enclave is created and initialized, and has one VA page.
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
    page.list.delInit();
    page.flags.set(0);
    sgx.nrFreePages.addReturn(-1);
    if (cgroup != null) {
      page.epcCg.set(cgroup);
      for (EpcCgroup at = cgroup; at != null; at = at.parent) {
        at.usage.addReturn(1);
      }
    }
  }

  /** Gives the enclave its VA page; comes first. */
  public void addVaPage(Encl encl, EpcPage page, EpcCgroup cgroup) {
    VaPage vaPage = new VaPage(sgx.kernel, encl + ".va", encl.guard);
    take(page, cgroup);
    page.setOwner(sgx.lru.vaPageOwner(encl));
    sgx.epcm.add(page, null, encl);
    sgx.lru._recordVaPage(page);
    vaPage.epcPage.set(page);
    encl.vaPages.add(vaPage.list);
    encl.backing.open.set(1);
    encl.secs.encl.set(encl);
    encl.flags.setBit(Encl.CREATED);
    encl.flags.setBit(Encl.INITIALIZED);
  }

  private EnclPage addEntry(Encl encl, int index) {
    EnclPage entry = new EnclPage(sgx.kernel, encl + "/" + index, index, encl.guard);
    entry.encl.set(encl);
    encl.pageArray.insert(index, entry);
    encl.pageCnt.add(1);
    return entry;
  }

  public void addResidentPage(Encl encl, int index, EpcPage page, EpcCgroup cgroup) {
    EnclPage entry = addEntry(encl, index);
    take(page, cgroup);
    page.setOwner(entry);
    sgx.epcm.add(page, entry, encl);
    entry.epcPage.set(page);
    encl.secsChildCnt.add(1);
    sgx.lru._record(page);
  }

  public void addSwappedPage(Encl encl, int index) {
    swapOut(encl, addEntry(encl, index));
  }

  /** Gives a page that is not resident a slot in the VA page. */
  private void swapOut(Encl encl, EnclPage entry) {
    VaPage vaPage = encl.vaPages.firstEntry();
    entry.desc.or(sgx.vaPages.sgxAllocVaSlot(vaPage));
    entry.vaPage.set(vaPage);
  }

  public void addSecs(Encl encl, EpcPage page, EpcCgroup cgroup) {
    take(page, cgroup);
    page.setOwner(encl.secs);
    sgx.epcm.add(page, encl.secs, encl);
    encl.secs.epcPage.set(page);
    sgx.lru._recordSecs(page);
  }

  public void swapOutSecs(Encl encl) {
    swapOut(encl, encl.secs);
  }

  /** {@code mmap()} of the whole enclave. */
  public Vma map(Mm mm, Encl encl) {
    Vma vma = mm.map(sgx.kernel, sgx.fileOf(encl));
    vma.mapped.set(1);
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

  public void setPte(Vma vma, int index, boolean young) {
    vma.insertPfn(index, vma.file.encl.pageArray.load(index).epcPage.get());
    if (!young) {
      vma.testAndClearYoung(index);
    }
  }
}
