package epcheck.oracle;

import epcheck.sgx.Encl;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Mm;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vma;

/**
 * I3 and I4 of the driver: no PTE maps a page that is being freed. PTEs of an mm without users do
 * not count: walkers skip such an mm, and its PTEs go in exit_mmap() before anything could run in
 * it again. Nor do those that no VMA covers: a munmap() that has taken its VMAs out of the tree, so
 * that walkers do not find them, and let readers of mmap_lock in, zaps them before it returns. What
 * keeps such a translation from being of use is the EPCM.
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
      for (Encl encl : sgx.enclaves()) {
        for (int i = 0; i < encl.pages; i++) {
          if (mm.pageMappedAt(encl, i) == page.index && !zapIsDue(mm, encl, i)) {
            return page
                + " is freed while a PTE of "
                + mm
                + " still maps it (at page "
                + i
                + " of enclave "
                + encl
                + ")";
          }
        }
      }
    }
    return null;
  }

  /** A munmap() has taken the VMA away, and zaps its PTEs next. */
  private static boolean zapIsDue(Mm mm, Encl encl, int index) {
    for (Vma vma : mm.vmas()) {
      if (vma.covers(encl, index)) {
        return false;
      }
    }
    return true;
  }
}
