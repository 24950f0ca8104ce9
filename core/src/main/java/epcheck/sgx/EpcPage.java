package epcheck.sgx;

import epcheck.kernel.Cell;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.ListHead;
import epcheck.kernel.Struct;
import java.util.function.IntFunction;

/**
 * {@code struct sgx_epc_page} (sgx.h), and the page's entry in the EPCM.
 *
 * <p>Flags, owner and charge follow the page: whoever may touch its list links may touch them,
 * which is the lock of the list that it is on, or the task that took it off.
 *
 * <p>Dropped: {@code section}, of which only its NUMA {@link #node} matters.
 */
public final class EpcPage extends Struct {
  public final int index;

  /** The NUMA node of its section. */
  public final NumaNode node;

  /** {@code PTR_ERR()}: 0 for a page. */
  public final int error;

  /**
   * Mainline: {@link LruTracking#TRACKED} and {@link EpcAllocator#IS_FREE}; the series has states
   * and owner bits.
   */
  public final IntCell flags;

  /**
   * Mainline: {@code void *owner}. The series: {@code union { encl_page; encl; }}, told apart by
   * the owner bits of {@link #flags} alone.
   */
  private final Cell<Struct> owner;

  public final ListHead<EpcPage> list;

  /** Set by {@code arch_memory_failure()}. */
  public final IntCell poison;

  /** The cgroup that the page is charged to; only with the EPC-cgroup series. */
  public final Cell<EpcCgroup> epcCg;

  /** What the hardware holds of this page; see {@link Epcm}. */
  final IntCell epcm;

  private final Kernel kernel;

  EpcPage(Kernel kernel, int index, NumaNode node, IntFunction<String> printFlags) {
    this(kernel, "page#" + index, index, node, 0, printFlags);
  }

  /** {@code ERR_PTR(error)}. */
  static EpcPage errPtr(Kernel kernel, int error) {
    return new EpcPage(kernel, "ERR_PTR(" + error + ")", -1, null, error, Integer::toString);
  }

  private EpcPage(
      Kernel kernel,
      String name,
      int index,
      NumaNode node,
      int error,
      IntFunction<String> printFlags) {
    super(kernel, name);
    this.kernel = kernel;
    this.index = index;
    this.node = node;
    this.error = error;
    list = layout.listHead("list", EpcPage.class);
    flags = layout.intCell("flags", 0).guardedBy(list.home()).printedAs(printFlags);
    owner = layout.cell("owner", Struct.class).guardedBy(list.home());
    epcCg = layout.cell("epc_cg", EpcCgroup.class).guardedBy(list.home());
    IntCell poisoned = layout.intCell("poison", 0);
    poison = node == null ? poisoned : poisoned.guardedBy(node.lock);
    epcm = layout.intCell("epcm", Epcm.INVALID).printedAs(Epcm::_print);
  }

  /** {@code IS_ERR()}. */
  public boolean isErr() {
    return error != 0;
  }

  /** {@code page->owner = owner}. */
  public void setOwner(Struct newOwner) {
    owner.set(newOwner);
  }

  /**
   * {@code page->owner}, or {@code page->encl_page} in the series: NULL, or what must be an enclave
   * page.
   */
  public EnclPage enclPage() {
    Struct it = owner.get();
    if (it instanceof Encl) {
      throw kernel.bug(
          "wild-pointer", this + "->encl_page is read, but the union holds an sgx_encl");
    }
    return (EnclPage) it;
  }

  /** {@code page->encl} in the series: NULL, or what must be an enclave. */
  public Encl encl() {
    Struct it = owner.get();
    if (it instanceof EnclPage) {
      throw kernel.bug(
          "wild-pointer", this + "->encl is read, but the union holds an sgx_encl_page");
    }
    return (Encl) it;
  }

  /** The owner, for oracles. */
  public Struct owner() {
    return owner.get();
  }
}
