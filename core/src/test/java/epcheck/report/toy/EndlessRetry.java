package epcheck.report.toy;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Model;
import java.util.List;

/** A fault retries for as long as a page is being reclaimed, and nobody clears the flag. */
public final class EndlessRetry implements Model {
  private record Driver(epcheck.kernel.Kernel kernel, Enclave a) {
    void sgxVmaFault() {
      kernel.spinUntil(this::sgxEnclLoadPage);
    }

    boolean sgxEnclLoadPage() {
      a.lock.lock();
      boolean loaded = a.flags.readOnce() == 0;
      a.lock.unlock();
      return loaded;
    }

    void sgxReclaimPages() {
      a.lock.lock();
      a.flags.writeOnce(1);
      a.lock.unlock();
    }
  }

  @Override
  public void build(Setup setup) {
    Driver driver = new Driver(setup.kernel(), new Enclave(setup.kernel(), "A"));
    setup.task("victim", List.of(new EntryPoint("page fault", driver::sgxVmaFault)));
    setup.task("ksgxd", List.of(new EntryPoint("one pass", driver::sgxReclaimPages)));
  }
}
