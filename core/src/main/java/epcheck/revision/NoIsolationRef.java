package epcheck.revision;

import epcheck.sgx.EnclPage;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A seeded fault: isolation pins no enclave, so nothing keeps it from being released under the
 * reclaimer.
 */
final class NoIsolationRef implements Patch {
  @Override
  public String name() {
    return "no-isolation-ref";
  }

  @Override
  public String title() {
    return "seeded fault: isolate pages without a reference on their enclave";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(OnMainline.class, OnSeries.class);
  }

  public static class OnMainline extends Reclaimer {
    public OnMainline(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxReclaimPages_get(EnclPage enclPage) {
      return true;
    }

    @Override
    protected void sgxReclaimPages_put(EnclPage enclPage) {}
  }

  public static class OnSeries extends V5Reclaimer {
    public OnSeries(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected boolean sgxIsolateEpcPages_get(EnclPage enclPage) {
      return true;
    }

    @Override
    protected void sgxReclaimEpcPages_put(EnclPage enclPage) {}
  }
}
