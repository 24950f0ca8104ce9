package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Ioctls;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * DBLEADD of the bug history: before v25 of the SGX series the helper that runs EADD undid what its
 * caller undoes again.
 */
final class DoubleAddUndo implements Patch {
  @Override
  public String name() {
    return "double-add-undo";
  }

  @Override
  public String title() {
    return "DBLEADD, fixed in v25 of the SGX series: a failed EADD is rolled back twice";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  private static int _undo(SgxDriver sgx, Encl encl, EnclPage enclPage, EpcPage epcPage, int ret) {
    encl.pageArray.erase(enclPage.index);
    sgx.allocator.sgxEnclFreeEpcPage(epcPage);
    return ret;
  }

  public static class Changed extends Ioctls {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public int __sgxEnclAddPage(Encl encl, EnclPage enclPage, EpcPage epcPage) {
      int ret = super.__sgxEnclAddPage(encl, enclPage, epcPage);
      return ret == 0 ? 0 : _undo(sgx, encl, enclPage, epcPage, ret);
    }
  }
}
