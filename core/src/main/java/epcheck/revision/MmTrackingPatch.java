package epcheck.revision;

import epcheck.sgx.MmTracking;
import epcheck.sgx.SgxDriver;

/**
 * A patch of the mm tracking, in the two forms that it takes: on mainline's and on the killer's.
 */
abstract class MmTrackingPatch implements Patch {
  @Override
  public final String concern() {
    return "mm tracking";
  }

  abstract MmTracking onMainline(SgxDriver sgx);

  abstract MmTracking onSeries(SgxDriver sgx);

  @Override
  public Revision on(Revision base) {
    return new Patched(base) {
      @Override
      public MmTracking mmTracking(SgxDriver sgx) {
        return hasOomKiller() ? onSeries(sgx) : onMainline(sgx);
      }
    };
  }
}
