package epcheck.revision;

import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Struct;
import epcheck.sgx.Encl;
import epcheck.sgx.EnclPage;
import epcheck.sgx.EpcPage;
import epcheck.sgx.Ioctls;
import epcheck.sgx.LruLists;
import epcheck.sgx.MmTracking;
import epcheck.sgx.OomKiller;
import epcheck.sgx.PageState;
import epcheck.sgx.Reclaimer;
import epcheck.sgx.SgxDriver;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A fix of 6.8, as the oom_reaper of mm/oom_kill.c is for memory: a kill gives back at once what
 * the victim has in the EPC. In v5 that is up to its process, which may never touch the enclave
 * again.
 *
 * <p>With NO_MEMORY set and all PTEs gone no thread can enter; those that are inside are
 * interrupted, and then every page that is on an LRU can be EREMOVEd under {@code encl->lock}. One
 * that somebody has in hand is left to him: the reclaimer writes its page out, an ioctl puts its
 * own on the list or frees it, and each then takes what is left. SECS and VA pages stay until the
 * last page is gone, since EWB needs them. The release of the enclave finds that much less to free.
 *
 * <p>Without the tests under {@code encl->lock} of retest-no-memory somebody might load a page
 * again.
 */
final class ReapVictims implements Patch {
  @Override
  public String name() {
    return "reap-victims";
  }

  @Override
  public String title() {
    return "fix: the OOM killer takes a victim's pages, and does not wait for its process";
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(Members.class, Reaping.class, AfterWrite.class, AfterIoctl.class);
  }

  /** A member that the fix adds to {@code struct sgx_encl}. */
  private static final class Zapped extends Struct {
    /** All PTEs are gone, and none comes back; under {@code encl->lock}. */
    final IntCell zapped;

    Zapped(Kernel kernel, Encl encl) {
      super(kernel, encl, encl.toString());
      zapped = layout.intCell("zapped", 0).guardedBy(encl.lock);
    }
  }

  public static class Members extends MmTracking {
    private final Map<Encl, Zapped> members = new IdentityHashMap<>();

    public Members(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    public void _added(Encl encl) {
      super._added(encl);
      members.put(encl, new Zapped(sgx.kernel, encl));
    }

    IntCell _zapped(Encl encl) {
      return members.get(encl).zapped;
    }
  }

  public static class Reaping extends OomKiller {
    public Reaping(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxOomEncl_drain(Encl encl) {
      encl.lock.lock();
      sgx.epcm.onEachCpuMask(sgx.reclaimer.sgxEnclCpumask(encl));
      ((Members) sgx.mmTracking)._zapped(encl).set(1);
      _reap(sgx, encl);
      encl.lock.unlock();
      super.sgxOomEncl_drain(encl);
    }
  }

  public static class AfterWrite extends Reclaimer {
    public AfterWrite(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxReclaimerWrite_locked(Encl encl, EnclPage enclPage, EpcPage epcPage) {
      super.sgxReclaimerWrite_locked(encl, enclPage, epcPage);
      _reapIfZapped(sgx, encl);
    }
  }

  public static class AfterIoctl extends Ioctls {
    public AfterIoctl(SgxDriver sgx) {
      super(sgx);
    }

    @Override
    protected void sgxIoctl_done(Encl encl, int ret) {
      if (encl.flags.testBit(Encl.NO_MEMORY)) {
        encl.lock.lock();
        _reapIfZapped(sgx, encl);
        encl.lock.unlock();
      }
      super.sgxIoctl_done(encl, ret);
    }
  }

  private static void _reapIfZapped(SgxDriver sgx, Encl encl) {
    if (((Members) sgx.mmTracking)._zapped(encl).get() != 0) {
      _reap(sgx, encl);
    }
  }

  /** {@code sgx_encl_reap()}; {@code encl->lock} is held. */
  private static void _reap(SgxDriver sgx, Encl encl) {
    for (int index = 0; index < encl.pageArray.size(); index++) {
      EnclPage entry = encl.pageArray.load(index);
      EpcPage epcPage = entry == null ? null : entry.epcPage.get();
      if (epcPage != null && _takeOffLru((V5Lru) sgx.lru, epcPage)) {
        sgx.allocator.sgxEnclFreeEpcPage(epcPage);
        entry.epcPage.set(null);
        encl.secsChildCnt.add(-1);
      }
    }
    if (encl.secsChildCnt.get() == 0) {
      sgx.lifecycle._freeSecsAndVaPages(encl);
    }
  }

  /** As {@code sgx_drop_epc_page()}, but false if the page is on no list. */
  private static boolean _takeOffLru(V5Lru tracking, EpcPage page) {
    LruLists lru = tracking.sgxLruLists(page);
    lru.lock.lock();
    boolean listed = (page.flags.get() & PageState.MASK) == PageState.RECLAIMABLE;
    if (listed) {
      page.list.del();
      tracking.sgxEpcPageResetState(page);
    }
    lru.lock.unlock();
    return listed;
  }
}
