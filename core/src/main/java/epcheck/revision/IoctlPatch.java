package epcheck.revision;

import epcheck.sgx.Ioctls;
import epcheck.sgx.SgxDriver;

/** A patch of the ioctls, in the two forms that it takes: on mainline's and on the series'. */
abstract class IoctlPatch implements Patch {
  @Override
  public final String concern() {
    return "ioctls";
  }

  abstract Ioctls onMainline(SgxDriver sgx);

  abstract Ioctls onSeries(SgxDriver sgx);

  @Override
  public final Revision on(Revision base) {
    return new Patched(base) {
      @Override
      public Ioctls ioctls(SgxDriver sgx) {
        return hasCgroups() ? onSeries(sgx) : onMainline(sgx);
      }
    };
  }
}
