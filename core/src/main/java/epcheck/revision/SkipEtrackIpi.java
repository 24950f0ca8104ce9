package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
import java.util.List;

/** A seeded fault: the last attempt at EWB comes without the interrupts that make it succeed. */
final class SkipEtrackIpi implements Patch {
  @Override
  public String name() {
    return "skip-etrack-ipi";
  }

  @Override
  public String title() {
    return "seeded fault: no IPI to CPUs in the enclave before the third attempt at EWB";
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
    protected void sgxEnclEwb_kick(Encl encl) {}
  }
}
