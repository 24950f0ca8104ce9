package epcheck.oracle;

import epcheck.kernel.Struct;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;

/**
 * What v5 12/18 says of itself: once an enclave is marked NO_MEMORY it gets no EPC page any more,
 * on any path.
 */
final class LateAllocation extends Oracle {
  private EpcPage page;
  private Encl encl;

  LateAllocation() {
    super("late-allocation", "no EPC page is allocated for an enclave that was killed");
  }

  LateAllocation of(EpcPage allocated, Struct owner) {
    page = allocated;
    encl = owner instanceof EnclPage entry ? entry.encl.get() : owner instanceof Encl e ? e : null;
    return this;
  }

  @Override
  public String breach() {
    return encl != null && encl.flags.testBit(Encl.NO_MEMORY)
        ? page + " is allocated for enclave " + encl + ", which was killed before"
        : null;
  }
}
