package epcheck.oracle;

import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;

/** I1 of the driver: a page that is freed is not free already. */
final class PageFreedTwice extends Oracle {
  private final SgxDriver sgx;
  private EpcPage page;

  PageFreedTwice(SgxDriver sgx) {
    super("page-freed-twice", "a page on a free list is not freed again");
    this.sgx = sgx;
  }

  PageFreedTwice of(EpcPage freed) {
    page = freed;
    return this;
  }

  @Override
  public String breach() {
    return page.flags.get() == sgx.allocator._freeFlags() ? page + " is free already" : null;
  }
}
