package epcheck.sgx;

import java.util.ArrayList;
import java.util.List;

/**
 * The misc controller (kernel/cgroup/misc.c, v6.5, with the callbacks of v5 02/18 and 03/18), and
 * what cgroup core does for it (kernel/cgroup/cgroup.c, include/linux/cgroup.h).
 *
 * <p>The css of a cgroup goes from dying to dead on the last reference: a page charged to it, a
 * child, or a walker keeps it. {@code rmdir} drops the reference for its existence in the caller;
 * the kernel drops it once the kill of the percpu reference is confirmed, in a kworker, which is no
 * later than a preempted caller may be.
 *
 * <p>Dropped: events and their files, {@code cgroup_mutex} (two rmdirs of one cgroup, or a rmdir
 * against a move into the cgroup, are not to be in one scenario), offline callbacks (misc has
 * none), and the grace period before {@code css_free}, for the reason that {@link Css} has.
 */
@KernelFile("kernel/cgroup/misc.c")
public abstract class MiscCgroups {
  protected final SgxDriver sgx;

  /** All cgroups in pre-order, the root first. */
  protected final List<EpcCgroup> preOrder = new ArrayList<>();

  MiscCgroups(SgxDriver sgx) {
    this.sgx = sgx;
  }

  /** {@code res[SGX_EPC].max_write}. */
  protected abstract void _maxWritten(EpcCgroup cg);

  /** {@code res[SGX_EPC].free}. */
  protected abstract void _free(EpcCgroup cg);

  public EpcCgroup _root() {
    return preOrder.get(0);
  }

  public List<EpcCgroup> _all() {
    return preOrder;
  }

  /** {@code misc_res_capacity[SGX_EPC]}: every EPC page there is. */
  public int _capacity() {
    return sgx.epc.size();
  }

  /**
   * {@code misc_cg_try_charge()} of a page: add, then check, level by level; a failure takes
   * everything back. So two charges next to the limit may both fail.
   */
  public int miscCgTryCharge(EpcCgroup cg) {
    for (EpcCgroup i = cg; i != null; i = i.parent) {
      int newUsage = i.usage.addReturn(1);
      if (newUsage > i.max.readOnce() || newUsage > _capacity()) {
        for (EpcCgroup j = cg; j != i; j = j.parent) {
          j.usage.addReturn(-1);
        }
        i.usage.addReturn(-1);
        return -Errno.EBUSY;
      }
    }
    return 0;
  }

  /** {@code misc_cg_uncharge()} of a page. */
  public void miscCgUncharge(EpcCgroup cg) {
    for (EpcCgroup i = cg; i != null; i = i.parent) {
      i.usage.addReturn(-1);
    }
  }

  /**
   * {@code misc_cg_max_write()}: a write into misc.max, which root does not have. That usage may be
   * above is nobody's error.
   */
  public int miscCgMaxWrite(EpcCgroup cg, int pages) {
    if (!kernfsGetActive(cg)) {
      return -Errno.ENODEV;
    }
    cg.max.writeOnce(pages);
    _maxWritten(cg);
    kernfsPutActive(cg);
    return 0;
  }

  /** {@code misc_cg_free()}. */
  public void miscCgFree(EpcCgroup cg) {
    _free(cg);
    sgx.kernel.kfree(cg);
  }

  // ---- css references (include/linux/cgroup_refcnt.h)

  /** {@code css_get()}. */
  @KernelFile("include/linux/cgroup_refcnt.h")
  public void cssGet(EpcCgroup cg) {
    if (cg.css != null) {
      cg.css.refcnt.get();
    }
  }

  /** {@code css_tryget()}: fails only once the last reference is gone, long after rmdir. */
  @KernelFile("include/linux/cgroup_refcnt.h")
  public boolean cssTryget(EpcCgroup cg) {
    return cg.css == null || cg.css.refcnt.getUnlessZero();
  }

  /** {@code css_put()}. */
  @KernelFile("include/linux/cgroup_refcnt.h")
  public void cssPut(EpcCgroup cg) {
    if (cg.css != null && cg.css.refcnt.put()) {
      cssRelease(cg);
    }
  }

  /** {@code get_current_misc_cg()}: current's cgroup, with a reference. */
  @KernelFile("include/linux/misc_cgroup.h")
  public EpcCgroup getCurrentMiscCg() {
    // The loop of task_get_css(): a css at zero is no longer current's.
    EpcCgroup cg;
    do {
      cg = sgx.current.mine().process()._cgroup();
    } while (!cssTryget(cg));
    return cg;
  }

  /** {@code put_misc_cg()}. */
  @KernelFile("include/linux/misc_cgroup.h")
  public void putMiscCg(EpcCgroup cg) {
    cssPut(cg);
  }

  /**
   * One step of {@code css_for_each_descendant_pre()}: whether the walk finds this cgroup below
   * {@code root}, at which it always begins.
   */
  protected boolean _visits(EpcCgroup pos, EpcCgroup root) {
    return pos == root || pos.isIn(root) && (pos.css == null || pos.css.sibling.readOnce() != 0);
  }

  // ---- the end of a cgroup (kernel/cgroup/cgroup.c)

  /**
   * {@code cgroup_rmdir()}: -EBUSY while a process or a child is in it. Charged pages are no
   * obstacle.
   */
  @KernelFile("kernel/cgroup/cgroup.c")
  public int cgroupRmdir(EpcCgroup cg) {
    for (int i = 0; i < sgx.processes().size(); i++) {
      if (sgx.processes().get(i)._cgroup() == cg) {
        return -Errno.EBUSY;
      }
    }
    for (int i = 0; i < preOrder.size(); i++) {
      EpcCgroup child = preOrder.get(i);
      if (child.parent == cg && (child.css == null || child.css.removed.get() == 0)) {
        return -Errno.EBUSY;
      }
    }
    // kernfs_drain() of its files, which waits for those who write one.
    cg.css.active.downWrite();
    cg.css.removed.set(1);
    cg.css.active.upWrite();
    killCss(cg);
    return 0;
  }

  /** {@code kill_css()}: the reference for its existence goes. */
  @KernelFile("kernel/cgroup/cgroup.c")
  public void killCss(EpcCgroup cg) {
    cssPut(cg);
  }

  /** {@code css_release()}, which may be called with a spinlock held. */
  @KernelFile("kernel/cgroup/cgroup.c")
  public void cssRelease(EpcCgroup cg) {
    cg.css.destroyWork.queue();
  }

  /** {@code css_release_work_fn()}: walks do not find it from here on. */
  @KernelFile("kernel/cgroup/cgroup.c")
  public void cssReleaseWorkFn(EpcCgroup cg) {
    cg.css.sibling.writeOnce(0);
    cssFreeRworkFn(cg);
  }

  /** {@code css_free_rwork_fn()}. */
  @KernelFile("kernel/cgroup/cgroup.c")
  public void cssFreeRworkFn(EpcCgroup cg) {
    EpcCgroup parent = cg.parent;
    miscCgFree(cg);
    cssPut(parent);
  }

  /** {@code kernfs_get_active()}: false if the file is gone. */
  @KernelFile("fs/kernfs/dir.c")
  private boolean kernfsGetActive(EpcCgroup cg) {
    if (cg.css == null) {
      return true;
    }
    cg.css.active.downRead();
    if (cg.css.removed.get() != 0) {
      cg.css.active.upRead();
      return false;
    }
    return true;
  }

  /** {@code kernfs_put_active()}. */
  @KernelFile("fs/kernfs/dir.c")
  private void kernfsPutActive(EpcCgroup cg) {
    if (cg.css != null) {
      cg.css.active.upRead();
    }
  }
}
