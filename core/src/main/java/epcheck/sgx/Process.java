package epcheck.sgx;

import epcheck.kernel.Cell;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;

/**
 * What {@code current} points to: a thread of user space with its mm, or a kernel thread without;
 * {@code struct task_struct} as far as the driver asks for it. Threads of one process share one.
 */
public final class Process {
  public final String name;

  /** Null for a kernel thread. */
  public final Mm mm;

  /** Whether {@code current_is_ksgxd()}. */
  public final boolean ksgxd;

  /** {@code numa_node_id()}: the node of the CPU that it runs on. */
  public final int node;

  private final Cell<EpcCgroup> cgroup;
  private final boolean mayGetSignals;
  private final IntCell sigpending;

  /**
   * @param migrates whether it may be moved to another cgroup
   * @param mayGetSignals whether a signal may reach it
   */
  Process(
      Kernel kernel,
      String name,
      Mm mm,
      boolean ksgxd,
      int node,
      boolean migrates,
      boolean mayGetSignals) {
    this.name = name;
    this.mm = mm;
    this.ksgxd = ksgxd;
    this.node = node;
    this.mayGetSignals = mayGetSignals;
    Layout layout = kernel.layout(null, name);
    Cell<EpcCgroup> css = layout.cell("cgroups", EpcCgroup.class);
    cgroup = migrates ? css : css.setOnce();
    sigpending = layout.intCell("TIF_SIGPENDING", 0);
  }

  /**
   * The effective misc cgroup, which {@code get_current_misc_cg()} finds; null where there is none.
   */
  public EpcCgroup _cgroup() {
    return cgroup.readOnce();
  }

  /** Writes it into {@code cgroup.procs} of a cgroup. No charge moves. */
  public void _migrate(EpcCgroup to) {
    cgroup.writeOnce(to);
  }

  /** {@code signal_pending(current)}. */
  @KernelFile("include/linux/sched/signal.h")
  public boolean signalPending() {
    return mayGetSignals && sigpending.readOnce() != 0;
  }

  /**
   * A signal arrives, and stays pending until the process is back in user space, which has a
   * handler for it.
   */
  public void _sendSignal() {
    sigpending.writeOnce(1);
  }
}
