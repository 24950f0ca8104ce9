package epcheck.oracle;

import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;

/**
 * I14 of the driver: what cannot be reclaimed now because a reclaimer has it in hand is no reason
 * to fail for good.
 */
final class SpuriousEnomem extends Oracle {
  private final SgxDriver sgx;
  private EpcCgroup scope;

  SpuriousEnomem(SgxDriver sgx) {
    super(
        "spurious-enomem",
        "no allocation of EPC fails with -ENOMEM while a page that it may have is being reclaimed");
    this.sgx = sgx;
  }

  SpuriousEnomem of(EpcCgroup charged) {
    scope = charged;
    return this;
  }

  @Override
  public String breach() {
    for (EpcPage page : sgx.epc) {
      if (sgx.lru._isIsolated(page) && inScope(page)) {
        return "an allocation fails with -ENOMEM, though "
            + page
            + " is being reclaimed at this moment";
      }
    }
    return null;
  }

  private boolean inScope(EpcPage page) {
    EpcCgroup at = scope == null ? null : page.epcCg.get();
    while (at != scope && at != null) {
      at = at.parent;
    }
    return at == scope;
  }
}
