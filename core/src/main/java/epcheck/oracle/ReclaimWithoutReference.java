package epcheck.oracle;

import epcheck.sgx.EpcPage;

/**
 * I5 and I11 of the driver: whoever isolates a page holds a reference on its enclave, so {@code
 * sgx_encl_release()} meets no page that is being reclaimed; its branch for that leaves page and
 * entry behind.
 */
final class ReclaimWithoutReference extends Oracle {
  private EpcPage page;

  ReclaimWithoutReference() {
    super("reclaim-without-reference", "an isolated page pins its enclave");
  }

  ReclaimWithoutReference of(EpcPage skipped) {
    page = skipped;
    return this;
  }

  @Override
  public String breach() {
    return "sgx_encl_release() meets "
        + page
        + ", which a reclaimer holds without a reference on the enclave";
  }
}
