package epcheck.revision;

import epcheck.sgx.Mm;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * MMPUT of the bug history: walkers of mm_list let an mm go with mmput(), inside the read section
 * that its exit waits for.
 */
final class MmputInSrcu implements Patch {
  @Override
  public String name() {
    return "mmput-in-srcu";
  }

  @Override
  public String title() {
    return "MMPUT, fixed in DCAP 1.9: mmput() instead of mmput_async() inside encl->srcu";
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
    protected void _putWalked(Mm mm) {
      sgx.mm._mmputInKthread(mm);
    }
  }
}
