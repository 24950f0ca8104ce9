package epcheck.revision;

import epcheck.sgx.Backing;
import epcheck.sgx.BackingFile;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * PCMDNODIRTY of the bug history (20): reverts 2154e1c11b70. ELDU clears an entry of PCMD without
 * marking the page dirty. Shmem does not mind: EWB made the page dirty, and one that was swapped in
 * is dirty, too.
 */
final class PcmdNotDirty implements Patch {
  @Override
  public String name() {
    return "pcmd-not-dirty";
  }

  @Override
  public String title() {
    return "PCMDNODIRTY, fixed by 2154e1c11b70: no set_page_dirty() where ELDU clears its PCMD";
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
    protected void __sgxEnclEldu_dirty(BackingFile file) {}
  }
}
