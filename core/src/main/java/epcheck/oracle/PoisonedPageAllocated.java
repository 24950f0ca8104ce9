package epcheck.oracle;

import epcheck.sgx.EpcPage;

/** A page with a memory error is on a poison list, never on a free list. */
final class PoisonedPageAllocated extends Oracle {
  private EpcPage page;

  PoisonedPageAllocated() {
    super("poisoned-page-allocated", "no page with a memory error is allocated");
  }

  PoisonedPageAllocated of(EpcPage allocated) {
    page = allocated;
    return this;
  }

  @Override
  public String breach() {
    return page.poison.get() != 0
        ? page + " is allocated, but arch_memory_failure() had poisoned it"
        : null;
  }
}
