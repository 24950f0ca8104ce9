package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.PageState;
import epcheck.sgx.SgxDriver;

/**
 * A cgroup's worker kills an enclave only if there is nothing left to reclaim. It looks at the LRU
 * lists first, but not at pages that a reclaimer has isolated, and not behind a dead cgroup.
 */
final class PrematureKill extends Oracle {
  private final SgxDriver sgx;
  private final Pressure pressure;
  private Encl encl;

  PrematureKill(SgxDriver sgx, Pressure pressure) {
    super(
        "premature-kill",
        "no enclave is killed while pages of its cgroup can be, or are being reclaimed");
    this.sgx = sgx;
    this.pressure = pressure;
  }

  PrematureKill of(Encl killed) {
    encl = killed;
    return this;
  }

  @Override
  public String breach() {
    EpcCgroup root = pressure.cgroup();
    if (root == null) {
      return null;
    }
    for (EpcPage page : sgx.epc) {
      EpcCgroup charged = page.epcCg.get();
      int state = page.flags.get() & PageState.MASK;
      if (charged != null
          && charged.isIn(root)
          && (state == PageState.RECLAIMABLE || state == PageState.RECLAIM_IN_PROGRESS)) {
        return "enclave "
            + encl
            + " is killed for "
            + root
            + ", but "
            + page
            + " there is "
            + PageState.print(state);
      }
    }
    return null;
  }
}
