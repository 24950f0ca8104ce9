package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;

/** A seeded fault: the last attempt at EWB comes without the interrupts that make it succeed. */
final class SkipEtrackIpi extends ReclaimerPatch {
  @Override
  public String name() {
    return "skip-etrack-ipi";
  }

  @Override
  public String title() {
    return "seeded fault: no IPI to CPUs in the enclave before the third attempt at EWB";
  }

  @Override
  Reclaimer onMainline(SgxDriver sgx) {
    return new Reclaimer(sgx) {
      @Override
      protected void sgxEnclEwb_kick(Encl encl) {}
    };
  }

  @Override
  Reclaimer onSeries(SgxDriver sgx) {
    return new V5Reclaimer(sgx) {
      @Override
      protected void sgxEnclEwb_kick(Encl encl) {}
    };
  }
}
