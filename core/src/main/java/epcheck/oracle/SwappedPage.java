package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.VaPage;

/**
 * I9 of the driver, and what bug 24 of the history broke: at rest everything that ELDU needs of a
 * swapped-out page is there, in a VA slot of its own, and nothing is stored of a resident one.
 */
final class SwappedPage extends Oracle {
  private final SgxDriver sgx;

  SwappedPage(SgxDriver sgx) {
    super(
        "swapped-page",
        "at rest version, contents and PCMD of a page are there if and only if it is swapped out");
    this.sgx = sgx;
  }

  @Override
  public String breach() {
    for (Encl encl : sgx.enclaves()) {
      // Without backing there is nothing to swap to: not created yet, or killed and emptied.
      if (!sgx.kernel.isAlive(encl) || encl.backing.open.get() == 0 || isEmptied(encl)) {
        continue;
      }
      for (int i = 0; i < encl.pages; i++) {
        EnclPage page = encl.pageArray.load(i);
        String wrong = page == null ? null : wrongWith(encl, page);
        if (wrong != null) {
          return wrong;
        }
      }
      String wrong = encl.flags.testBit(Encl.CREATED) ? wrongWith(encl, encl.secs) : null;
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  /** Whether nothing is left of it in the EPC after a kill: nobody loads a page of it again. */
  private static boolean isEmptied(Encl encl) {
    return encl.flags.testBit(Encl.NO_MEMORY)
        && encl.secs.epcPage.get() == null
        && encl.vaPages.isEmpty();
  }

  private static String wrongWith(Encl encl, EnclPage page) {
    boolean contents = encl.backing.hasContents(page.index);
    boolean pcmd = encl.backing.hasPcmd(page.index);
    if (page.epcPage.get() != null) {
      return contents || pcmd ? page + " is resident, but its backing is still there" : null;
    }
    VaPage vaPage = page.vaPage.get();
    if (vaPage == null || !vaPage.holds(page)) {
      return page + " is swapped out, but no VA slot has its version";
    }
    if (!contents) {
      return page + " is swapped out, but its contents are gone";
    }
    return pcmd ? null : page + " is swapped out, but its PCMD is gone";
  }
}
