package epcheck.sgx;

import epcheck.kernel.ListHead;

/** What the series adds to the reclaimer so that cgroups can call it. */
public interface CgroupReclaim {
  /** {@code sgx_isolate_epc_pages()}: from one LRU; returns how many more may be scanned. */
  int sgxIsolateEpcPages(LruLists lru, int nrToScan, ListHead<EpcPage> dst);

  /**
   * {@code sgx_reclaim_epc_pages()}.
   *
   * @param ignoreAge reclaim young pages too
   * @param epcCg whose subtree; null for all
   * @return the number of pages attempted
   */
  int sgxReclaimEpcPages(int nrToScan, boolean ignoreAge, EpcCgroup epcCg);
}
