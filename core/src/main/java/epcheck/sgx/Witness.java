package epcheck.sgx;

/**
 * What the specification wants to be told of, at the moment in which it happens. The driver calls
 * it where the kernel has no statement of its own; it changes nothing. {@code oracle} implements
 * it.
 */
public interface Witness {
  // ---- EPC pages

  /** An EPC page is about to be taken off a free list; the node's lock is held. */
  void _allocating(EpcPage page);

  /** An EPC page has become part of an enclave: by EADD, by EAUG, or by ELDU. */
  void _joined(EpcPage page, Encl encl);

  /**
   * An allocation fails since no page can be reclaimed.
   *
   * @param charged the cgroup in whose subtree it has looked; null for everywhere
   */
  void _cannotReclaim(EpcCgroup charged);

  /** An EPC page is about to be put on a free list. */
  void _freeing(EpcPage page);

  /** {@code arch_memory_failure()} is done with a page; the node's lock is held. */
  void _poisoned(EpcPage page);

  // ---- reclaim

  /** The reclaimer has isolated a page, and holds a reference on its enclave. */
  void _isolated(EpcPage page);

  /** {@code sgx_encl_ewb()} begins. */
  void _writingOut(EnclPage page, EpcPage epcPage);

  /** {@code sgx_encl_ewb()} is about to take a slot of the first VA page. */
  void _takingVaSlot(Encl encl);

  /** EWB has written a page out, its SECS included. */
  void _evicted(Encl encl, EnclPage page);

  // ---- faults

  /** A page fault is about to insert a PTE. */
  void _mapping(Mm mm, Encl encl, int index);

  /** ELDU has failed, and what was stored of the page is about to be thrown away. */
  void _cannotBeLoaded(EnclPage page);

  /** ELDU has loaded a page back, its SECS included. */
  void _reloaded(Encl encl, EnclPage page);

  /**
   * The fault handler gives up on a page, with {@code encl->lock} still held.
   *
   * @param error why, negated
   */
  void _sigbus(Vma vma, int index, int error);

  /** A page fault has got no page, and will be raised again. */
  void _faultsAgain(Encl encl);

  /** A page fault is answered by SIGBUS. */
  void _getsSigbus(Encl encl);

  // ---- enclaves

  /**
   * A section that may have loaded, added, or taken away pages ends with the unlock of encl->lock.
   */
  void _unlocking(Encl encl);

  /** {@code sgx_encl_release()} begins. */
  void _releasing(Encl encl);

  /** {@code sgx_encl_release()} has met a page that is being reclaimed, and leaves it alone. */
  void _releaseSkips(EpcPage page);

  // ---- the OOM killer

  /**
   * A cgroup's worker calls the OOM killer, having read this usage and this lowest limit; with null
   * it is back from there.
   */
  void _outOfMemory(EpcCgroup root, int usage, int limit);

  /** The OOM killer has chosen the owner of a page, and holds a reference on it. */
  void _victimChosen(EpcPage page, Encl encl);

  /** The OOM killer marks an enclave. */
  void _killing(Encl encl);
}
