package epcheck.revision;

import epcheck.sgx.EpcAllocator;
import epcheck.sgx.SgxDriver;

/** A patch of the page allocator, in the two forms that it takes: on mainline's and the series'. */
abstract class AllocatorPatch implements Patch {
  @Override
  public final String concern() {
    return "allocator";
  }

  abstract EpcAllocator onMainline(SgxDriver sgx);

  abstract EpcAllocator onSeries(SgxDriver sgx);

  @Override
  public final Revision on(Revision base) {
    return new Patched(base) {
      @Override
      public EpcAllocator allocator(SgxDriver sgx) {
        return hasCgroups() ? onSeries(sgx) : onMainline(sgx);
      }
    };
  }
}
