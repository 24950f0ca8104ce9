package epcheck.revision;

import epcheck.sgx.Backing;
import epcheck.sgx.BackingFile;
import epcheck.sgx.SgxDriver;

/** A seeded fault: nobody marks dirty what EWB has written, so memory reclaim may drop it. */
final class EwbNotDirty extends BackingPatch {
  @Override
  public String name() {
    return "ewb-not-dirty";
  }

  @Override
  public String title() {
    return "seeded fault: no set_page_dirty() for what EWB has written";
  }

  @Override
  Backing patched(SgxDriver sgx) {
    return new Backing(sgx) {
      @Override
      protected void __sgxEnclEwb_dirty(BackingFile file, int pageIndex) {}
    };
  }
}
