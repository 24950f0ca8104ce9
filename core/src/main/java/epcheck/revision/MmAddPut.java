package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.MmTracking;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * A fix of M5 of the facts: when {@code __mmu_notifier_register()} fails, mainline frees the
 * encl_mm and forgets the reference on the enclave that goes with it.
 */
final class MmAddPut implements Patch {
  @Override
  public String name() {
    return "mm-add-put";
  }

  @Override
  public String title() {
    return "fix: sgx_encl_mm_add() puts its reference when there is no notifier";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  public static class Changed extends MmTracking {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxEnclMmAdd_failed(Encl encl) {
      sgx.lifecycle._krefPut(encl);
    }
  }
}
