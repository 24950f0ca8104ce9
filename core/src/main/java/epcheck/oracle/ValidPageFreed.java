package epcheck.oracle;

import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;

/** I3 of the driver: a page that goes to the free list is INVALID in the EPCM. */
final class ValidPageFreed extends Oracle {
  private final SgxDriver sgx;
  private EpcPage page;

  ValidPageFreed(SgxDriver sgx) {
    super("valid-page-freed", "a page on a free list is INVALID in the EPCM");
    this.sgx = sgx;
  }

  ValidPageFreed of(EpcPage freed) {
    page = freed;
    return this;
  }

  @Override
  public String breach() {
    return sgx.epcm._valid(page) ? page + " is freed while the hardware still has it VALID" : null;
  }
}
