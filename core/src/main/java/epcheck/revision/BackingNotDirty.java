package epcheck.revision;

import epcheck.sgx.Backing;
import epcheck.sgx.BackingFile;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * PCMDDIRTY of the bug history (19): reverts 6bd429643cc2. The backing becomes dirty when it is
 * put, which for a regular page is after {@code encl->lock} is dropped. Until then it is pinned, so
 * shmem loses nothing.
 */
final class BackingNotDirty implements Patch {
  @Override
  public String name() {
    return "backing-not-dirty";
  }

  @Override
  public String title() {
    return "PCMDDIRTY, fixed by 6bd429643cc2: set_page_dirty() only when the backing is put, unlocked";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(DirtyWhenPut.class, DirtyAfterWrite.class);
  }

  public static class DirtyWhenPut extends Backing {
    public DirtyWhenPut(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void __sgxEnclEwb_dirty(BackingFile file, int pageIndex) {}

    @Override
    public void sgxEnclPutBacking(Encl encl, int pageIndex) {
      super.__sgxEnclEwb_dirty(encl.backing, pageIndex);
      super.sgxEnclPutBacking(encl, pageIndex);
    }
  }

  public static class DirtyAfterWrite extends Reclaimer {
    public DirtyAfterWrite(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxReclaimerWrite_put(EnclPage enclPage) {}

    @Override
    public void sgxReclaimerWrite(EpcPage epcPage) {
      EnclPage enclPage = epcPage.enclPage();
      super.sgxReclaimerWrite(epcPage);
      super.sgxReclaimerWrite_put(enclPage);
    }
  }
}
