package epcheck.revision;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclMm;
import epcheck.sgx.MmTracking;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * FORKDL of the bug history (row 2; D:ded424887ed6, and upstream before v29): in the place of the
 * version counter, sgx_encl_mm_add() waits for the walkers of mm_list, with mmap_lock held that
 * they want.
 */
final class ForkDeadlock implements Patch {
  @Override
  public String name() {
    return "fork-deadlock";
  }

  @Override
  public String title() {
    return "FORKDL, fixed in DCAP 1.6 and v29 of the SGX series: sgx_encl_mm_add() waits for encl->srcu";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  private static void _addAndWait(Encl encl, EnclMm enclMm) {
    encl.mmLock.lock();
    encl.mmList.addRcu(enclMm.list);
    encl.mmLock.unlock();
    encl.srcu.synchronize();
  }

  public static class Changed extends MmTracking {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxEnclMmAdd_list(Encl encl, EnclMm enclMm) {
      _addAndWait(encl, enclMm);
    }
  }
}
