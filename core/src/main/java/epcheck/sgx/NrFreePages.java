package epcheck.sgx;

import epcheck.kernel.Counter;

/**
 * {@code sgx_nr_free_pages} (main.c), with the moment at which it is counted: right after {@code
 * node->lock} is let go, so that it lags behind the lists both ways. Pages on poison lists count as
 * free.
 */
public class NrFreePages {
  private final Counter sgxNrFreePages;

  public NrFreePages(SgxDriver sgx) {
    sgxNrFreePages = sgx.kernel.layout(null, "").counter("sgx_nr_free_pages", sgx.epc.size());
  }

  /** {@code atomic_long_read()}. */
  public int _read() {
    return sgxNrFreePages.read();
  }

  /** A page has left the free list of a node; its lock is held, and let go here. */
  protected void _tookFrom(NumaNode node) {
    node.lock.unlock();
    sgxNrFreePages.addReturn(-1);
  }

  /** A page has come to one of the lists of a node; its lock is held, and let go here. */
  public void _gaveTo(NumaNode node) {
    node.lock.unlock();
    sgxNrFreePages.addReturn(1);
  }
}
