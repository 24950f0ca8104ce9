package epcheck.revision;

import epcheck.sgx.PageFault;
import epcheck.sgx.SgxDriver;

/**
 * A patch of the page fault path, in the two forms that it takes: on mainline's and on the series'.
 */
abstract class FaultPatch implements Patch {
  @Override
  public final String concern() {
    return "fault";
  }

  abstract PageFault onMainline(SgxDriver sgx);

  abstract PageFault onSeries(SgxDriver sgx);

  @Override
  public final Revision on(Revision base) {
    return new Patched(base) {
      @Override
      public PageFault fault(SgxDriver sgx) {
        return hasCgroups() ? onSeries(sgx) : onMainline(sgx);
      }
    };
  }
}
