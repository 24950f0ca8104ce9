package epcheck.oracle;

import epcheck.sgx.EpcPage;
import epcheck.sgx.Mm;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vma;

/**
 * I3 and I4 of the driver: no PTE maps a page that is being freed. PTEs of an mm without users do
 * not count: walkers skip such an mm, and its PTEs go in exit_mmap() before anything could run in
 * it again.
 */
final class StalePte extends Oracle {
  private final SgxDriver sgx;
  private EpcPage page;

  StalePte(SgxDriver sgx) {
    super("stale-pte", "no page is freed while a PTE maps it");
    this.sgx = sgx;
  }

  StalePte of(EpcPage freed) {
    page = freed;
    return this;
  }

  @Override
  public String breach() {
    for (Mm mm : sgx.mms()) {
      if (mm.mmUsers.read() == 0) {
        continue;
      }
      for (Vma vma : mm.vmas()) {
        for (int i = 0; i < vma.pageCount(); i++) {
          if (vma.pageMappedAt(i) == page.index) {
            return page
                + " is freed while a PTE of "
                + mm
                + " still maps it ("
                + vma
                + ", page "
                + i
                + ")";
          }
        }
      }
    }
    return null;
  }
}
