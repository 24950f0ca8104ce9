package epcheck.sgx;

import java.util.List;

/**
 * The constants of a model. Of each kind of object there are as many ready as {@code kzalloc()} may
 * hand out in all, not at once; too few is a {@code ModelError}, never a failed allocation.
 *
 * @param epcPagesOfNode the EPC pages of each NUMA node; a node may have none
 * @param lowPages {@code SGX_NR_LOW_PAGES}: an allocation that leaves fewer free pages wakes ksgxd;
 *     0 for a model in which it sleeps
 * @param highPages {@code SGX_NR_HIGH_PAGES}: ksgxd goes on until so many are free
 * @param enclMms how many times an mm can be added to an enclave's list
 * @param vmas how many VMAs an mm may ever get, beyond those that it starts with
 * @param enclPages how many times each page of an enclave can be added, beyond those that are there
 * @param vaPages how many VA pages each enclave may get, beyond those that it starts with
 */
public record Sizes(
    List<Integer> epcPagesOfNode,
    int lowPages,
    int highPages,
    int enclMms,
    int vmas,
    int enclPages,
    int vaPages) {
  public Sizes {
    epcPagesOfNode = List.copyOf(epcPagesOfNode);
  }
}
