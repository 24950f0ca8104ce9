package epcheck.revision;

import epcheck.sgx.EpcAllocator;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Errno;
import epcheck.sgx.SgxDriver;
import java.util.List;

/**
 * NUMA of the bug history (row 39, CVE-2024-49856), the fix: 9c9368440104 of v6.12 starts the
 * search at a node that has EPC, so that it comes back there.
 */
final class NumaSearchFixed implements Patch {
  @Override
  public String name() {
    return "numa-search-fixed";
  }

  @Override
  public String title() {
    return "fix of CVE-2024-49856, 9c9368440104 in v6.12: the search of all NUMA nodes ends";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Changed.class);
  }

  private static EpcPage _search(SgxDriver sgx, EpcAllocator allocator) {
    int nidOfCurrent = sgx.current.mine().process().node;
    int nidStart =
        allocator.nodeIsset(nidOfCurrent) ? nidOfCurrent : allocator.nextNodeIn(nidOfCurrent);
    int nid = nidStart;
    do {
      EpcPage page = allocator.__sgxAllocEpcPageFromNode(nid);
      if (page != null) {
        return page;
      }
      nid = allocator.nextNodeIn(nid);
    } while (nid != nidStart);
    return sgx.errPtr(-Errno.ENOMEM);
  }

  public static class Changed extends EpcAllocator {
    public Changed(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public EpcPage __sgxAllocEpcPage() {
      return _search(sgx, this);
    }
  }
}
