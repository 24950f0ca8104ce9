package epcheck.oracle;

import epcheck.kernel.ListHead;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclMm;
import epcheck.sgx.Mm;
import epcheck.sgx.SgxDriver;

/**
 * I4 of the driver, at the moment in which a page fault inserts a PTE: the mm is on {@code
 * mm_list}, so that the reclaimer will find the PTE. What {@code fork()} copies is not inserted by
 * the driver: the child's mm comes to the list right after that, and {@code mm_list_version} tells
 * walkers.
 */
final class UnlistedPte extends Oracle {
  private final SgxDriver sgx;
  private Mm mm;
  private Encl encl;
  private int index;

  UnlistedPte(SgxDriver sgx) {
    super("unlisted-pte", "a page fault maps no page into an mm that is not on mm_list");
    this.sgx = sgx;
  }

  UnlistedPte of(Mm faulting, Encl faulted, int page) {
    mm = faulting;
    encl = faulted;
    index = page;
    return this;
  }

  @Override
  public String breach() {
    for (ListHead<EnclMm> at = encl.mmList.next(); at != encl.mmList; at = at.next()) {
      if (at.entry().mm.get() == mm) {
        return null;
      }
    }
    return "page "
        + index
        + " of enclave "
        + encl
        + " is mapped into "
        + mm
        + ", which is not on "
        + encl
        + "->mm_list: no reclaimer will find the PTE";
  }
}
