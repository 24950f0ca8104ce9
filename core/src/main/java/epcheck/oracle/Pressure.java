package epcheck.oracle;

import epcheck.explore.Explorer;
import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.PerTask;
import epcheck.kernel.Struct;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;
import epcheck.sgx.Vepc;

/**
 * Why an enclave is killed: for which cgroup, and what its worker had read of usage and limit when
 * it called the killer. And what kills have led to, and can lead to, there.
 */
final class Pressure {
  private static final int BITS = 8;
  private static final int MASK = (1 << BITS) - 1;

  private final SgxDriver sgx;

  /** For each task the cgroup that it kills for, the usage and the limit; 0 if it does not. */
  private final PerTask<IntCell> cause;

  /** For each task a mask of the cgroups for which it has killed, by number. */
  private final PerTask<IntCell> killedFor;

  Pressure(SgxDriver sgx) {
    this.sgx = sgx;
    Layout layout = sgx.kernel.layout(null, "");
    cause =
        sgx.kernel.perTask(
            i -> layout.intCell("(out of memory)", 0).guardedBy(sgx.kernel.onlyTask(i)));
    killedFor =
        sgx.kernel.perTask(
            i -> layout.intCell("(killed for)", 0).guardedBy(sgx.kernel.onlyTask(i)));
  }

  void _begin(EpcCgroup root, int usage, int limit) {
    int number = sgx.cgroups._all().indexOf(root) + 1;
    cause.mine().set(number | usage << BITS | Math.min(limit, MASK) << 2 * BITS);
  }

  void _end() {
    cause.mine().set(0);
  }

  /** The running task marks a victim. */
  void _kill() {
    int number = cause.mine().get() & MASK;
    if (number != 0) {
      killedFor.mine().or(1 << number);
    }
  }

  /** Whether an enclave was killed for this cgroup; for rules over the state at rest. */
  boolean hasKilledFor(EpcCgroup cgroup) {
    int number = sgx.cgroups._all().indexOf(cgroup) + 1;
    for (int i = 0; i < Explorer.MAX_TASKS; i++) {
      if ((killedFor.of(i).get() >> number & 1) != 0) {
        return true;
      }
    }
    return false;
  }

  /** The cgroup for which the running task kills; null if for none in particular. */
  EpcCgroup cgroup() {
    int number = cause.mine().get() & MASK;
    return number == 0 ? null : sgx.cgroups._all().get(number - 1);
  }

  int usageSeen() {
    return cause.mine().get() >> BITS & MASK;
  }

  int limitSeen() {
    return cause.mine().get() >> 2 * BITS & MASK;
  }

  /** The lowest limit of the cgroup and its ancestors. */
  static int limit(EpcCgroup cgroup) {
    int limit = EpcCgroup.UNLIMITED;
    for (EpcCgroup at = cgroup; at != null; at = at.parent) {
      limit = Math.min(limit, at.max.get());
    }
    return limit;
  }

  private static Encl enclaveOf(Struct owner) {
    return owner instanceof EnclPage page
        ? page.encl.get()
        : owner instanceof Encl encl ? encl : null;
  }

  private boolean isKilled(Encl encl) {
    return sgx.kernel.isAlive(encl) && encl.flags.testBit(Encl.NO_MEMORY);
  }

  /**
   * How many pages that are charged within the cgroup other enclaves than this one hold which were
   * killed before.
   */
  int heldByOtherVictims(EpcCgroup root, Encl killed) {
    int held = 0;
    for (EpcPage page : sgx.epc) {
      EpcCgroup charged = page.epcCg.get();
      if (charged != null && charged.isIn(root)) {
        Encl encl = enclaveOf(page.owner());
        held += encl != null && encl != killed && isKilled(encl) ? 1 : 0;
      }
    }
    return held;
  }

  /** How many pages that are charged within the cgroup guests hold, whom nobody kills. */
  int heldByGuests(EpcCgroup root) {
    int held = 0;
    for (EpcPage page : sgx.epc) {
      EpcCgroup charged = page.epcCg.get();
      held += charged != null && charged.isIn(root) && page.owner() instanceof Vepc ? 1 : 0;
    }
    return held;
  }
}
