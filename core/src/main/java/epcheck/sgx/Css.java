package epcheck.sgx;

import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kref;
import epcheck.kernel.Layout;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.Work;

/**
 * {@code struct cgroup_subsys_state} of a cgroup that a scenario removes. Others exist for ever, so
 * nobody can tell whether their references are counted, and they are not.
 *
 * <p>It is never freed here: what reads it without a reference does so in an RCU read section, for
 * which {@code queue_rcu_work()} keeps it. All that reads more than it has a reference.
 */
public final class Css {
  /**
   * {@code css->refcnt}: one for its existence, and one for each page that is charged to it, child,
   * and walker that looks at it.
   */
  public final Kref refcnt;

  /** {@code css->sibling}: whether walks of the tree still find it. */
  final IntCell sibling;

  /** {@code kn->active} of its files: who writes one holds it, and rmdir waits for that. */
  final RwSemaphore active;

  /** Whether its files are gone: rmdir has begun. */
  final IntCell removed;

  /** {@code css->destroy_work} and {@code css->destroy_rwork}, one after the other. */
  final Work destroyWork;

  /** Whether rmdir has begun; for oracles. */
  public boolean isRemoved() {
    return removed.get() != 0;
  }

  Css(Kernel kernel, String name, Runnable release) {
    Layout globals = kernel.layout(null, name);
    refcnt = globals.kref("css.refcnt", 1);
    sibling = globals.intCell("css.sibling", 1);
    active = globals.rwSemaphore("kn->active");
    removed = globals.intCell("(removed)", 0).guardedBy(active);
    destroyWork = kernel.work("css_release(" + name + ")", release);
  }
}
