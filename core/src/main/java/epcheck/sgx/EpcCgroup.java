package epcheck.sgx;

import epcheck.kernel.Counter;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Struct;

/** {@code struct sgx_epc_cgroup} of the series (epc_cgroup.h) with its {@code struct misc_cg}. */
public final class EpcCgroup extends Struct {
  /** {@code max} of a cgroup without a limit. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Null for the root. */
  public final EpcCgroup parent;

  public final LruLists lru;

  /** {@code res[SGX_EPC].usage}, in pages. */
  public final Counter usage;

  /** {@code res[SGX_EPC].max}, in pages. */
  public final IntCell max;

  EpcCgroup(Kernel kernel, String name, EpcCgroup parent, int limit) {
    super(kernel, name);
    this.parent = parent;
    lru = new LruLists(kernel, "lru(" + name + ")");
    usage = layout.counter("usage", 0);
    max = layout.intCell("max", limit).printedAs(m -> m == UNLIMITED ? "max" : Integer.toString(m));
  }
}
