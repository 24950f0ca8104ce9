package epcheck.revision;

import epcheck.sgx.Mm;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;

/**
 * MMPUT of the bug history: walkers of mm_list let an mm go with mmput(), inside the read section
 * that its exit waits for.
 */
final class MmputInSrcu extends ReclaimerPatch {
  @Override
  public String name() {
    return "mmput-in-srcu";
  }

  @Override
  public String title() {
    return "MMPUT, fixed in DCAP 1.9: mmput() instead of mmput_async() inside encl->srcu";
  }

  @Override
  Reclaimer onMainline(SgxDriver sgx) {
    return new Reclaimer(sgx) {
      @Override
      protected void _putWalked(Mm mm) {
        sgx.mm._mmputInKthread(mm);
      }
    };
  }

  @Override
  Reclaimer onSeries(SgxDriver sgx) {
    return new V5Reclaimer(sgx) {
      @Override
      protected void _putWalked(Mm mm) {
        sgx.mm._mmputInKthread(mm);
      }
    };
  }
}
