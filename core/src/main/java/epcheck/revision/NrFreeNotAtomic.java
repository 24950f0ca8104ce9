package epcheck.revision;

import epcheck.kernel.IntCell;
import epcheck.sgx.EpcAllocator;
import epcheck.sgx.NrFreePages;
import epcheck.sgx.NumaNode;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * NRFREE of the bug history (row 25), fixed in v5.16 by ac5d272a0ad0: {@code sgx_nr_free_pages} was
 * a plain variable, changed under the lock of whichever node a page came from.
 */
final class NrFreeNotAtomic implements Patch {
  @Override
  public String name() {
    return "nr-free-not-atomic";
  }

  @Override
  public String title() {
    return "NRFREE, fixed by ac5d272a0ad0 in v5.16: sgx_nr_free_pages is no atomic";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(OnMainline.class, OnSeries.class);
  }

  private static final class PlainNrFreePages extends NrFreePages {
    private final IntCell sgxNrFreePages;

    PlainNrFreePages(SgxDriver sgx) {
      super(sgx);
      sgxNrFreePages = sgx.kernel.layout(null, "").intCell("sgx_nr_free_pages", sgx.epc.size());
    }

    @Override
    public int _read() {
      return sgxNrFreePages.get();
    }

    @Override
    protected void _tookFrom(NumaNode node) {
      sgxNrFreePages.add(-1);
      node.lock.unlock();
    }

    @Override
    public void _gaveTo(NumaNode node) {
      sgxNrFreePages.add(1);
      node.lock.unlock();
    }
  }

  public static class OnMainline extends EpcAllocator {
    public OnMainline(SgxDriver sgx) {
      super(sgx, new PlainNrFreePages(sgx));
    }
  }

  public static class OnSeries extends V5Allocator {
    public OnSeries(SgxDriver sgx) {
      super(sgx, new PlainNrFreePages(sgx));
    }
  }
}
