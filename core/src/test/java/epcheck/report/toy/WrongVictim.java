package epcheck.report.toy;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.Model;
import java.util.List;

/**
 * The OOM killer picks a page, drops the lock, and looks at the page's owner again: a miniature of
 * the v5 bug.
 */
public final class WrongVictim implements Model {
  /** One machine with this model on it. */
  private static final class Driver {
    final Kernel kernel;
    final Enclave a;
    final Enclave b;
    final EpcPage page;
    final EpcPage.Lru lru;

    Driver(Kernel kernel) {
      this.kernel = kernel;
      a = new Enclave(kernel, "A");
      b = new Enclave(kernel, "B");
      page = new EpcPage(kernel, "page#2");
      lru = new EpcPage.Lru(kernel);
      lru.hold(page);
      page.encl.set(a);
    }

    void sgxEpcOom() {
      EpcPage victim = sgxOomGetVictim();
      if (victim != null && victim.flags.get() == EpcPage.OWNER_ENCL) {
        sgxOomEncl(victim.encl.get());
      }
    }

    EpcPage sgxOomGetVictim() {
      EpcPage victim = null;
      lru.lock.lock();
      if (!lru.unreclaimable.isEmpty()) {
        victim = lru.unreclaimable.firstEntry();
        victim.list.delInit();
        if (!sgxOomGetRef(victim)) {
          victim = null;
        }
      }
      lru.lock.unlock();
      return victim;
    }

    boolean sgxOomGetRef(EpcPage page) {
      return page.flags.get() == EpcPage.OWNER_ENCL && page.encl.get().refcount.getUnlessZero();
    }

    void sgxOomEncl(Enclave encl) {
      int flags = encl.flags.readOnce();
      encl.flags.writeOnce(flags | 1);
      kernel.observe(new Rule("wrong-victim", () -> wrongVictim(encl)));
      encl.refcount.put();
    }

    String wrongVictim(Enclave killed) {
      return killed.refcount.read() == 2
          ? null
          : "sgx_oom_get_victim() chose A, sgx_oom_encl() kills "
              + killed
              + ": page#2 changed hands after lru->lock was dropped";
    }

    void sgxReclaimerWrite() {
      a.lock.lock();
      a.secsChildCnt.add(-1);
      if (a.secsChildCnt.get() == 0) {
        sgxEnclFreeEpcPage(page);
      }
      a.lock.unlock();
    }

    void sgxEnclFreeEpcPage(EpcPage freed) {
      lru.lock.lock();
      freed.flags.set(EpcPage.FREE);
      freed.encl.set(null);
      lru.lock.unlock();
    }

    void sgxAllocEpcPage() {
      lru.lock.lock();
      if (page.flags.get() == EpcPage.FREE && page.list.isEmpty()) {
        page.flags.set(EpcPage.OWNER_ENCL);
        page.encl.set(b);
      }
      lru.lock.unlock();
    }
  }

  @Override
  public void build(Setup setup) {
    Driver driver = new Driver(setup.kernel());
    setup.task("kworker/oom", List.of(new EntryPoint("misc.max", driver::sgxEpcOom)));
    setup.task("ksgxd", List.of(new EntryPoint("one pass", driver::sgxReclaimerWrite)));
    setup.task("task B", List.of(new EntryPoint("ioctl(ADD_PAGES)", driver::sgxAllocEpcPage)));
  }
}
