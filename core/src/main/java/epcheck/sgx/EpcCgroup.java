package epcheck.sgx;

import epcheck.kernel.Counter;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Struct;
import epcheck.kernel.Work;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

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

  /** Null if the scenario does not remove the cgroup. */
  public final Css css;

  /** Null if no call of the scenario can queue it. */
  public final Work reclaimWork;

  /**
   * {@code struct sgx_epc_reclaim_control} on the stack of {@code
   * sgx_epc_cgroup_reclaim_work_func()}: only one kworker at a time runs that for this cgroup.
   */
  public final IntCell nrFails;

  public final IntCell ignoreAge;

  /** One pass of that function's loop; true if it was the last one. */
  public final BooleanSupplier reclaimPass;

  /** {@code PTR_ERR()}: 0 for a cgroup. */
  public final int error;

  /**
   * @param cssRelease what follows the last css reference; null if the cgroup is never removed
   * @param reclaim what its worker does; null if it has none
   */
  EpcCgroup(
      Kernel kernel,
      String name,
      EpcCgroup parent,
      int limit,
      Consumer<EpcCgroup> cssRelease,
      Consumer<EpcCgroup> reclaim,
      Predicate<EpcCgroup> reclaimPass) {
    super(kernel, name);
    this.parent = parent;
    error = 0;
    lru = new LruLists(kernel, this, "lru(" + name + ")");
    usage = layout.counter("usage", 0);
    // Readers do not matter to each other: as long as nobody writes it, its reads are no points.
    max =
        layout
            .intCell("max", limit)
            .guardedBy(write -> !write)
            .printedAs(m -> m == UNLIMITED ? "max" : Integer.toString(m));
    css = cssRelease == null ? null : new Css(kernel, name, () -> cssRelease.accept(this));
    reclaimWork =
        reclaim == null ? null : kernel.work("reclaim(" + name + ")", () -> reclaim.accept(this));
    this.reclaimPass = () -> reclaimPass.test(this);
    nrFails = layout.intCell("rc.nr_fails", 0).guardedBy(write -> true);
    ignoreAge = layout.intCell("rc.ignore_age", 0).guardedBy(write -> true);
  }

  private EpcCgroup(Kernel kernel, int error) {
    super(kernel, "ERR_PTR(" + error + ")");
    this.error = error;
    parent = null;
    lru = null;
    usage = null;
    max = null;
    css = null;
    reclaimWork = null;
    nrFails = null;
    ignoreAge = null;
    reclaimPass = null;
  }

  /** {@code ERR_PTR(error)}. */
  static EpcCgroup errPtr(Kernel kernel, int error) {
    return new EpcCgroup(kernel, error);
  }

  /** {@code IS_ERR()}. */
  public boolean isErr() {
    return error != 0;
  }

  /** Whether this is {@code root} or below it. */
  public boolean isIn(EpcCgroup root) {
    for (EpcCgroup at = this; at != null; at = at.parent) {
      if (at == root) {
        return true;
      }
    }
    return false;
  }
}
