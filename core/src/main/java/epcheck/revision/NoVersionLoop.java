package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * FORKPTE of the bug history (row 3; D:ded424887ed6): sgx_zap_enclave_ptes() walks mm_list once,
 * and misses the child of a fork() that has copied its PTEs already and is not on the list yet.
 */
final class NoVersionLoop implements Patch {
  @Override
  public String name() {
    return "no-version-loop";
  }

  @Override
  public String title() {
    return "FORKPTE, fixed in DCAP 1.6 and v29 of the SGX series: no second walk when an mm was added";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends Reclaimer {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxZapEnclavePtes_again(Encl encl, int mmListVersion) {
      return false;
    }
  }
}
