package epcheck.revision;

import epcheck.sgx.Backing;
import epcheck.sgx.BackingFile;
import epcheck.sgx.SgxDriver;
import java.util.List;

/** A seeded fault: nobody marks dirty what EWB has written, so memory reclaim may drop it. */
final class EwbNotDirty implements Patch {
  @Override
  public String name() {
    return "ewb-not-dirty";
  }

  @Override
  public String title() {
    return "seeded fault: no set_page_dirty() for what EWB has written";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends Backing {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void __sgxEnclEwb_dirty(BackingFile file, int pageIndex) {}
  }
}
