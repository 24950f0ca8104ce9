package epcheck.revision;

import epcheck.sgx.Backing;
import epcheck.sgx.SgxDriver;

/** A patch of the backing store, which the series leaves as it is. */
abstract class BackingPatch implements Patch {
  @Override
  public final String concern() {
    return "backing";
  }

  abstract Backing patched(SgxDriver sgx);

  @Override
  public final Revision on(Revision base) {
    return new Patched(base) {
      @Override
      public Backing backing(SgxDriver sgx) {
        return patched(sgx);
      }
    };
  }
}
