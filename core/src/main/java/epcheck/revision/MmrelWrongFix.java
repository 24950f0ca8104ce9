package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclaveLifecycle;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * The first attempts at MMREL of the bug history (row 1; v1 to v3 of C:2ade0d60939b): not a
 * reference for each encl_mm, but {@code synchronize_srcu()} in {@code sgx_encl_release()}. The
 * notifier of an exiting mm may come after it.
 */
final class MmrelWrongFix implements Patch {
  @Override
  public String name() {
    return "mmrel-wrong-fix";
  }

  @Override
  public String title() {
    return "MMREL as v1 to v3 would fix it: synchronize_srcu() in sgx_encl_release(), no reference";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(NoMmRef.Changed.class, Synchronizing.class);
  }

  public static class Synchronizing extends EnclaveLifecycle {
    public Synchronizing(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public void sgxEnclRelease(Encl encl) {
      encl.srcu.synchronize();
      super.sgxEnclRelease(encl);
    }
  }
}
