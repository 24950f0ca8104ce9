package epcheck.revision;

import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;

/** A patch of the reclaimer, in the two forms that it takes: on mainline's and on the series'. */
abstract class ReclaimerPatch implements Patch {
  @Override
  public final String concern() {
    return "reclaimer";
  }

  abstract Reclaimer onMainline(SgxDriver sgx);

  abstract Reclaimer onSeries(SgxDriver sgx);

  @Override
  public final Revision on(Revision base) {
    return new Patched(base) {
      @Override
      public Reclaimer reclaimer(SgxDriver sgx) {
        return hasCgroups() ? onSeries(sgx) : onMainline(sgx);
      }
    };
  }
}
