package epcheck.oracle;

import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;

/**
 * The reclaimer keeps its hands off a page with a memory error: EBLOCK and EWB of it raise a
 * machine check in the kernel.
 *
 * <p>What decides is whether {@code arch_memory_failure()} was done when the page was isolated. A
 * page that was isolated before is touched all the same, which the fix of CVE-2025-38334 admits:
 * that is no breach. But if it comes back to the list and is isolated once more, that is one.
 */
final class PoisonTouched extends Oracle {
  static final String NAME = "poison-touched";
  static final String SENTENCE =
      "the reclaimer isolates no page with a memory error, to EBLOCK and EWB it";

  /** For each page whether {@code arch_memory_failure()} is done with it. */
  private final IntCell[] poisoned;

  private EpcPage page;

  PoisonTouched(SgxDriver sgx) {
    super(NAME, SENTENCE);
    Layout layout = sgx.kernel.layout(null, "");
    poisoned =
        sgx.epc.stream()
            .map(epcPage -> layout.intCell("(poisoned)", 0).guardedBy(epcPage.node.lock))
            .toArray(IntCell[]::new);
  }

  void _poison(EpcPage epcPage) {
    poisoned[epcPage.index].set(1);
  }

  PoisonTouched of(EpcPage isolated) {
    page = isolated;
    return this;
  }

  @Override
  public String breach() {
    return poisoned[page.index].get() != 0
        ? page
            + " is isolated, but arch_memory_failure() had poisoned it:"
            + " EBLOCK and EWB touch the poison in the kernel"
        : null;
  }
}
