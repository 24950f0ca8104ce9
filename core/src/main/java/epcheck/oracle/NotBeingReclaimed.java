package epcheck.oracle;

import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;

/**
 * I7 of the driver: only whoever has set BEING_RECLAIMED writes a page out, and until then nobody
 * else takes its EPC page away. A SECS never carries the mark: it goes within one section of {@code
 * encl->lock}.
 */
final class NotBeingReclaimed extends Oracle {
  private EnclPage page;
  private EpcPage epcPage;

  NotBeingReclaimed() {
    super("not-being-reclaimed", "a page that is written out is resident, and is BEING_RECLAIMED");
  }

  NotBeingReclaimed of(EnclPage written, EpcPage from) {
    page = written;
    epcPage = from;
    return this;
  }

  @Override
  public String breach() {
    if (page.epcPage.get() != epcPage) {
      return page + " is written out from " + epcPage + ", but it is in " + page.epcPage.get();
    }
    boolean secs = page == page.encl.get().secs;
    return secs || (page.desc.get() & EnclPage.BEING_RECLAIMED) != 0
        ? null
        : page + " is written out, but is not BEING_RECLAIMED";
  }
}
