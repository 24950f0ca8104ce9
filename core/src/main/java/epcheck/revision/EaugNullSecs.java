package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.PageFault;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * SECSNULL of the bug history (CVE-2023-52568, c6c2adcba50c): EAUG took it for granted that the
 * SECS is in the EPC, which the eviction of the enclave's last page had taken along.
 */
final class EaugNullSecs implements Patch {
  @Override
  public String name() {
    return "eaug-null-secs";
  }

  @Override
  public String title() {
    return "SECSNULL, CVE-2023-52568, fixed by c6c2adcba50c in v6.6: EAUG does not load the SECS";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends PageFault {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected int sgxEnclEaugPage_loadSecs(Encl encl) {
      return 0;
    }
  }
}
