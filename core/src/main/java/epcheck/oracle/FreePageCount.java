package epcheck.oracle;

import epcheck.kernel.ListHead;
import epcheck.sgx.EpcPage;
import epcheck.sgx.NumaNode;
import epcheck.sgx.SgxDriver;

/** The count by which ksgxd is woken is right once nobody is in between a list and the count. */
final class FreePageCount extends Oracle {
  private final SgxDriver sgx;

  FreePageCount(SgxDriver sgx) {
    super(
        "free-page-count",
        "at rest sgx_nr_free_pages is the number of pages on the free and poison lists");
    this.sgx = sgx;
  }

  @Override
  public String breach() {
    int listed = 0;
    for (NumaNode node : sgx.nodes) {
      listed += length(node.freePageList) + length(node.sgxPoisonPageList);
    }
    int count = sgx.allocator.nrFreePages._read();
    return count == listed
        ? null
        : "sgx_nr_free_pages is " + count + " at rest, but " + listed + " pages are free";
  }

  /** A list that never comes back to its head is for {@link LostPage} to tell. */
  private int length(ListHead<EpcPage> head) {
    int length = 0;
    for (ListHead<EpcPage> at = head.next(); at != head; at = at.next()) {
      if (++length > sgx.epc.size()) {
        break;
      }
    }
    return length;
  }
}
