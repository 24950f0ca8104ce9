package epcheck.revision;

import epcheck.sgx.Parts;

/**
 * Kai Huang's proposal of 9 October 2023 in the review of v5 12/18 ("why we need to put VA and SECS
 * pages to the unreclaimable list, but cannot keep an enclave_list instead"): a list of enclaves
 * for each cgroup, on which an enclave is put "when SECS page is allocated". SECS and VA pages are
 * on no list and owner bits are gone; all else is as in v5.
 *
 * <p>The mail has no code. Where it is silent:
 *
 * <ul>
 *   <li>The cgroup is that to which the SECS page is charged, for as long as it is: an enclave
 *       whose SECS page is evicted is on no list, and one that is loaded again may be on another. A
 *       list to which only ECREATE adds would need a reference of its own on the cgroup.
 *   <li>The enclave is listed where v5 records its SECS page, before CREATED is set.
 *   <li>A victim is popped, as v5 pops pages.
 *   <li>Reclaimable pages are marked and unmarked as in v6, which came of this discussion.
 * </ul>
 */
public class EnclaveList extends V5 {
  @Override
  public String name() {
    return "enclave-list";
  }

  @Override
  public String title() {
    return "v5 with Kai Huang's proposal (9 Oct 2023): a list of enclaves in the place of page lists";
  }

  @Override
  public Parts parts() {
    return super.parts().with(EnclaveListLru.class, EnclaveListOomKiller.class);
  }
}
