package epcheck.report.toy;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.Model;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.Struct;
import java.util.List;

/** The v1 OOM killer waits for SRCU readers with {@code encl->lock} held: a cycle of three. */
public final class OomUnderLock implements Model {
  private static final class Mm extends Struct {
    final RwSemaphore mmapLock = layout.rwSemaphore("mmap_lock");

    Mm(Kernel kernel) {
      super(kernel, "mm");
    }
  }

  private static final class Driver {
    final Enclave a;
    final Mm mm;

    Driver(Kernel kernel) {
      a = new Enclave(kernel, "A");
      mm = new Mm(kernel);
    }

    void sgxEpcOom() {
      a.lock.lock();
      a.srcu.synchronize();
      a.lock.unlock();
    }

    void sgxReclaimerBlock() {
      a.srcu.readLock();
      mm.mmapLock.downRead();
      mm.mmapLock.upRead();
      a.srcu.readUnlock();
    }

    void sgxMmap() {
      mm.mmapLock.downWrite();
      sgxEnclMayMap();
      mm.mmapLock.upWrite();
    }

    void sgxEnclMayMap() {
      a.lock.lock();
      a.lock.unlock();
    }
  }

  @Override
  public void build(Setup setup) {
    Driver driver = new Driver(setup.kernel());
    setup.task("kworker/oom", List.of(new EntryPoint("misc.max", driver::sgxEpcOom)));
    setup.task("ksgxd", List.of(new EntryPoint("one pass", driver::sgxReclaimerBlock)));
    setup.task("victim", List.of(new EntryPoint("mmap(fd)", driver::sgxMmap)));
  }
}
