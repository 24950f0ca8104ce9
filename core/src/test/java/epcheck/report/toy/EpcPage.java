package epcheck.report.toy;

import epcheck.kernel.Cell;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.ListHead;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Struct;

/** As much of {@code struct sgx_epc_page} as the toys need. */
final class EpcPage extends Struct {
  static final int FREE = 0;
  static final int OWNER_PAGE = 1;
  static final int OWNER_ENCL = 2;

  final IntCell flags =
      layout
          .intCell("flags", OWNER_ENCL)
          .printedAs(f -> f == FREE ? "FREE" : f == OWNER_PAGE ? "OWNER_PAGE" : "OWNER_ENCL");
  final Cell<Enclave> encl = layout.cell("encl", Enclave.class);
  final ListHead<EpcPage> list = layout.listHead("list", EpcPage.class);

  EpcPage(Kernel kernel, String name) {
    super(kernel, name);
  }

  /** A list of pages and its lock. */
  static final class Lru extends Struct {
    final SpinLock lock = layout.spinLock("lock");
    final ListHead<EpcPage> unreclaimable = layout.listHead("unreclaimable", EpcPage.class);

    Lru(Kernel kernel) {
      super(kernel, "lru");
      unreclaimable.guardedBy(lock);
    }

    void hold(EpcPage page) {
      page.list.guardedBy(lock);
      unreclaimable.addTail(page.list);
    }
  }
}
