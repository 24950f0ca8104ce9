package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.EpcPage;

/**
 * What v5 12/18 says of itself: an enclave that is marked NO_MEMORY gets no EPC page any more, on
 * any path. It has got one with the EADD, EAUG or ELDU that makes the page a part of it: one that
 * is allocated for it, and given back when the enclave turns out to be killed, is none. (ADD_PAGES
 * cannot help that: its allocation may reclaim, so it comes before encl->lock is taken.)
 */
final class LateAllocation extends Oracle {
  private EpcPage page;
  private Encl encl;

  LateAllocation() {
    super("late-allocation", "no EPC page becomes part of an enclave that was killed");
  }

  LateAllocation of(EpcPage joined, Encl to) {
    page = joined;
    encl = to;
    return this;
  }

  @Override
  public String breach() {
    return encl.flags.testBit(Encl.NO_MEMORY)
        ? page + " becomes part of enclave " + encl + ", which was killed before"
        : null;
  }
}
