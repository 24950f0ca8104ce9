package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;

/** A page that was swapped out comes back, as long as its enclave lives. */
final class LostData extends Oracle {
  private EnclPage page;

  LostData() {
    super("lost-data", "a swapped-out page can be loaded again as long as its enclave lives");
  }

  LostData of(EnclPage notLoaded) {
    page = notLoaded;
    return this;
  }

  @Override
  public String breach() {
    Encl encl = page.encl.get();
    return encl.backing.hasPcmd(page.index)
        ? page + " cannot be loaded again: ELDU refuses what was stored of it"
        : page + " cannot be loaded again: its PCMD is gone";
  }
}
