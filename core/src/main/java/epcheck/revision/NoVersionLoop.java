package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;

/**
 * FORKPTE of the bug history (row 3; D:ded424887ed6): sgx_zap_enclave_ptes() walks mm_list once,
 * and misses the child of a fork() that has copied its PTEs already and is not on the list yet.
 */
final class NoVersionLoop extends ReclaimerPatch {
  @Override
  public String name() {
    return "no-version-loop";
  }

  @Override
  public String title() {
    return "FORKPTE, fixed in DCAP 1.6 and v29 of the SGX series: no second walk when an mm was added";
  }

  @Override
  Reclaimer onMainline(SgxDriver sgx) {
    return new Reclaimer(sgx) {
      @Override
      protected boolean sgxZapEnclavePtes_again(Encl encl, int mmListVersion) {
        return false;
      }
    };
  }

  @Override
  Reclaimer onSeries(SgxDriver sgx) {
    return new V5Reclaimer(sgx) {
      @Override
      protected boolean sgxZapEnclavePtes_again(Encl encl, int mmListVersion) {
        return false;
      }
    };
  }
}
