package epcheck.revision;

import epcheck.sgx.EnclPage;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;

/**
 * A seeded fault: isolation pins no enclave, so nothing keeps it from being released under the
 * reclaimer.
 */
final class NoIsolationRef extends ReclaimerPatch {
  @Override
  public String name() {
    return "no-isolation-ref";
  }

  @Override
  public String title() {
    return "seeded fault: isolate pages without a reference on their enclave";
  }

  @Override
  Reclaimer onMainline(SgxDriver sgx) {
    return new Reclaimer(sgx) {
      @Override
      protected boolean sgxReclaimPages_get(EnclPage enclPage) {
        return true;
      }

      @Override
      protected void sgxReclaimPages_put(EnclPage enclPage) {}
    };
  }

  @Override
  Reclaimer onSeries(SgxDriver sgx) {
    return new V5Reclaimer(sgx) {
      @Override
      protected boolean sgxIsolateEpcPages_get(EnclPage enclPage) {
        return true;
      }

      @Override
      protected void sgxReclaimEpcPages_put(EnclPage enclPage) {}
    };
  }
}
