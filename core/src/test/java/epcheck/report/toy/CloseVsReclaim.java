package epcheck.report.toy;

import epcheck.kernel.Cell;
import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.Model;
import epcheck.kernel.Slab;
import java.util.List;

/**
 * The last close of an enclave against a reclaimer that has one of its pages: safe only with a
 * reference.
 */
public final class CloseVsReclaim implements Model {
  private final boolean pin;

  /**
   * @param pin the reclaimer takes a reference to the enclave
   */
  public CloseVsReclaim(boolean pin) {
    this.pin = pin;
  }

  private static final class Driver {
    final Kernel kernel;
    final boolean pin;
    final Slab<Enclave> cache;
    final EpcPage page;
    final EpcPage.Lru lru;
    final Cell<Enclave> file;

    Driver(Kernel kernel, boolean pin) {
      this.kernel = kernel;
      this.pin = pin;
      cache = kernel.slab("sgx_encl", 1, i -> new Enclave(kernel, "encl#" + i));
      page = new EpcPage(kernel, "page#0");
      lru = new EpcPage.Lru(kernel);
      page.list.guardedBy(lru.lock);
      page.encl.guardedBy(lru.lock);
      file = kernel.layout(null, "file").cell("private_data", Enclave.class);
    }

    void sgxOpen() {
      Enclave encl = cache.alloc();
      lru.lock.lock();
      page.encl.set(encl);
      lru.unreclaimable.addTail(page.list);
      lru.lock.unlock();
      file.set(encl);
    }

    void sgxRelease() {
      Enclave encl = file.get();
      if (encl.refcount.put()) {
        sgxEnclRelease(encl);
      }
    }

    void sgxEnclRelease(Enclave encl) {
      lru.lock.lock();
      if (!page.list.isEmpty()) {
        page.list.delInit();
      }
      lru.lock.unlock();
      kernel.kfree(encl);
    }

    Enclave sgxIsolateEpcPages() {
      lru.lock.lock();
      Enclave encl = null;
      if (!lru.unreclaimable.isEmpty()) {
        EpcPage first = lru.unreclaimable.firstEntry();
        first.list.delInit();
        encl = first.encl.get();
        if (pin && !encl.refcount.getUnlessZero()) {
          encl = null;
        }
      }
      lru.lock.unlock();
      return encl;
    }

    void sgxReclaimPages() {
      Enclave encl = sgxIsolateEpcPages();
      if (encl != null) {
        sgxReclaimerWrite(encl);
        if (pin && encl.refcount.put()) {
          sgxEnclRelease(encl);
        }
      }
    }

    void sgxReclaimerWrite(Enclave encl) {
      encl.lock.lock();
      encl.secsChildCnt.add(-1);
      encl.lock.unlock();
    }
  }

  @Override
  public void build(Setup setup) {
    Driver driver = new Driver(setup.kernel(), pin);
    setup.task(
        "victim",
        List.of(
            new EntryPoint("open(/dev/sgx_enclave)", driver::sgxOpen),
            new EntryPoint("close(fd)", driver::sgxRelease)));
    setup.task("ksgxd", List.of(new EntryPoint("one pass", driver::sgxReclaimPages)));
  }
}
