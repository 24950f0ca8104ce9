package epcheck.sgx;

/**
 * What the specification wants to be told of, at the moment in which it happens. The driver calls
 * it where the kernel has no statement of its own; it changes nothing. {@code oracle} implements
 * it.
 */
public interface Witness {
  /** An EPC page is about to be put on a free list. */
  void _freeing(EpcPage page);

  /** {@code sgx_encl_release()} begins. */
  void _releasing(Encl encl);

  /** {@code sgx_encl_release()} has met a page that is being reclaimed, and leaves it alone. */
  void _releaseSkips(EpcPage page);

  /** The OOM killer has chosen the owner of a page, and holds a reference on it. */
  void _victimChosen(EpcPage page, Encl encl);

  /** The OOM killer marks an enclave. */
  void _killing(Encl encl);
}
