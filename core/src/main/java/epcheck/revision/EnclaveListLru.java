package epcheck.revision;

import epcheck.kernel.Kernel;
import epcheck.kernel.ListHead;
import epcheck.kernel.Struct;
import epcheck.sgx.Encl;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.KernelFile;
import epcheck.sgx.LruLists;
import epcheck.sgx.SgxDriver;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code lru->enclaves}: the enclaves whose SECS page is charged to a cgroup, the oldest first. An
 * enclave is put there where v5 records its SECS page, and taken off where v5 drops it, so it
 * follows its SECS page: one that is evicted is on no list, and one that comes back is on that of
 * the task that brings it back.
 */
@KernelFile("arch/x86/kernel/cpu/sgx/main.c")
public class EnclaveListLru extends V6Lru {
  private final Map<LruLists, EnclaveLists> enclaves = new IdentityHashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  public EnclaveListLru(SgxDriver sgx) {
    super(sgx);
  }

  /** A member that the proposal adds to {@code struct sgx_epc_lru_lists}. */
  private static final class EnclaveLists extends Struct {
    final ListHead<Node> enclaves;

    EnclaveLists(Kernel kernel, LruLists lru) {
      super(kernel, lru, lru.toString());
      enclaves = layout.listHead("enclaves", Node.class).guardedBy(lru.lock);
    }
  }

  /** A member that the proposal adds to {@code struct sgx_encl}. */
  public static final class Node extends Struct {
    public final Encl encl;
    public final ListHead<Node> list;

    Node(Kernel kernel, Encl encl) {
      super(kernel, encl, encl.toString());
      this.encl = encl;
      list = layout.listHead("list", Node.class);
    }
  }

  @Override
  public void _added(Encl encl) {
    nodes.add(new Node(sgx.kernel, encl));
  }

  @Override
  public void _added(EpcCgroup cgroup) {
    enclaves.put(cgroup.lru, new EnclaveLists(sgx.kernel, cgroup.lru));
  }

  /** {@code lru->enclaves}. */
  public ListHead<Node> _enclaves(LruLists lru) {
    return enclaves.get(lru).enclaves;
  }

  @Override
  public void _recordSecs(EpcPage page) {
    Node node = _nodeOf(page);
    LruLists lru = sgxLruLists(page);
    lru.lock.lock();
    _enclaves(lru).addTail(node.list);
    lru.lock.unlock();
  }

  @Override
  public void _dropSecs(EpcPage page) {
    Node node = _nodeOf(page);
    LruLists lru = sgxLruLists(page);
    lru.lock.lock();
    node.list.del();
    lru.lock.unlock();
  }

  private Node _nodeOf(EpcPage secs) {
    return nodes.get(secs.enclPage().encl.get().id);
  }
}
