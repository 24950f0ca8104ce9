package epcheck.revision;

import epcheck.kernel.ListHead;
import epcheck.revision.EnclaveListLru.Node;
import epcheck.sgx.Encl;
import epcheck.sgx.KernelFile;
import epcheck.sgx.LruLists;
import epcheck.sgx.OomKiller;
import epcheck.sgx.SgxDriver;

/**
 * Takes the oldest enclave of a cgroup. As v5 does with pages, it pops enclaves until one can be
 * pinned; what it returns is the enclave that it has pinned.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class EnclaveListOomKiller extends OomKiller {
  public EnclaveListOomKiller(SgxDriver sgx) {
    super(sgx);
  }

  /** {@code sgx_oom_get_victim()}; {@code lru->lock} is held. */
  private Encl sgxOomGetVictim(ListHead<Node> enclaves) {
    ListHead<Node> at = enclaves.next();
    while (at != enclaves) {
      ListHead<Node> tmp = at.next();
      Encl encl = at.entry().encl;
      at.delInit();
      if (encl.refcount.getUnlessZero()) {
        sgx.witness._victimChosen(null, encl);
        return encl;
      }
      at = tmp;
    }
    return null;
  }

  @Override
  public boolean sgxEpcOom(LruLists lru) {
    lru.lock.lock();
    Encl victim = sgxOomGetVictim(((EnclaveListLru) sgx.lru)._enclaves(lru));
    lru.lock.unlock();
    return victim != null && sgxOomEncl(victim);
  }
}
