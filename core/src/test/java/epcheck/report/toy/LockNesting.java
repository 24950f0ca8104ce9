package epcheck.report.toy;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.Struct;
import java.util.List;

/**
 * Locks that are taken in a circle, each in another way, by tasks that come one after the other.
 */
public final class LockNesting {
  private static final class Mm extends Struct {
    final RwSemaphore mmapLock = layout.rwSemaphore("mmap_lock");

    Mm(Kernel kernel, String name) {
      super(kernel, name);
    }
  }

  private LockNesting() {}

  /** A page fault, and a reclaimer that looks at a process with the global mutex held. */
  public static Model readersAndALock() {
    return setup -> {
      Mm mm = new Mm(setup.kernel(), "P->mm");
      Mutex reclaimerLock = setup.kernel().layout(null, "").mutex("sgx_reclaimer_lock");
      setup.task("P", List.of(new EntryPoint("access", () -> sgxVmaFault(mm, reclaimerLock))));
      setup.task("ksgxd", List.of(new EntryPoint("pass", () -> sgxReclaim(mm, reclaimerLock))));
    };
  }

  private static void sgxVmaFault(Mm mm, Mutex reclaimerLock) {
    mm.mmapLock.downRead();
    sgxAllocEpcPage(reclaimerLock);
    mm.mmapLock.upRead();
  }

  private static void sgxAllocEpcPage(Mutex reclaimerLock) {
    reclaimerLock.lock();
    reclaimerLock.unlock();
  }

  private static void sgxReclaim(Mm mm, Mutex reclaimerLock) {
    reclaimerLock.lock();
    mm.mmapLock.downRead();
    mm.mmapLock.upRead();
    reclaimerLock.unlock();
    mm.mmapLock.downWrite();
    mm.mmapLock.upWrite();
  }

  /** Two enclaves are locked at once. */
  public static Model twoOfAClass() {
    return setup -> {
      Enclave a = new Enclave(setup.kernel(), "A");
      Enclave b = new Enclave(setup.kernel(), "B");
      setup.task("oom", List.of(new EntryPoint("misc.max", () -> sgxEpcOom(a, b))));
    };
  }

  private static void sgxEpcOom(Enclave a, Enclave b) {
    a.lock.lock();
    sgxEnclMove(b);
    a.lock.unlock();
  }

  private static void sgxEnclMove(Enclave b) {
    b.lock.lock();
    b.lock.unlock();
  }

  /** A fork waits for the readers of SRCU with both processes locked. */
  public static Model subclass() {
    return setup -> {
      Mm parent = new Mm(setup.kernel(), "P->mm");
      Mm child = new Mm(setup.kernel(), "C->mm");
      Enclave a = new Enclave(setup.kernel(), "A");
      setup.task("C", List.of(new EntryPoint("fork", () -> dupMmap(parent, child, a))));
      setup.task("ksgxd", List.of(new EntryPoint("pass", () -> sgxReclaimerAge(parent, a))));
    };
  }

  private static void dupMmap(Mm parent, Mm child, Enclave a) {
    parent.mmapLock.downWrite();
    child.mmapLock.downWriteNested();
    a.lock.lock();
    a.lock.unlock();
    child.mmapLock.upWrite();
    parent.mmapLock.upWrite();
  }

  private static void sgxReclaimerAge(Mm mm, Enclave a) {
    a.lock.lock();
    mm.mmapLock.downWriteNested();
    mm.mmapLock.upWrite();
    a.lock.unlock();
  }

  /** Two mutexes in either order, but always inside a third one: nobody can deadlock. */
  public static Model gated() {
    return setup -> {
      Layout globals = setup.kernel().layout(null, "");
      Mutex gate = globals.mutex("sgx_gate");
      Mutex a = globals.mutex("sgx_a");
      Mutex b = globals.mutex("sgx_b");
      setup.task("T", List.of(new EntryPoint("1", () -> sgxNestInside(gate, a, b))));
      setup.task("U", List.of(new EntryPoint("2", () -> sgxNestInside(gate, b, a))));
    };
  }

  /** Two mutexes, always in this order. */
  public static Model ordered(String outer, String inner) {
    return setup -> {
      Layout globals = setup.kernel().layout(null, "");
      Mutex a = globals.mutex(outer);
      Mutex b = globals.mutex(inner);
      setup.task("T", List.of(new EntryPoint("1", () -> sgxNest(a, b))));
    };
  }

  private static void sgxNestInside(Mutex gate, Mutex outer, Mutex inner) {
    gate.lock();
    sgxNest(outer, inner);
    gate.unlock();
  }

  /** Four global mutexes, one after the other. */
  public static Model four() {
    return setup -> {
      Layout globals = setup.kernel().layout(null, "");
      Mutex a = globals.mutex("sgx_a");
      Mutex b = globals.mutex("sgx_b");
      Mutex c = globals.mutex("sgx_c");
      Mutex d = globals.mutex("sgx_d");
      setup.task(
          "T",
          List.of(
              new EntryPoint("1", () -> sgxNest(d, a)),
              new EntryPoint("2", () -> sgxNest(a, b)),
              new EntryPoint("3", () -> sgxNest(b, c)),
              new EntryPoint("4", () -> sgxNest(c, d))));
    };
  }

  private static void sgxNest(Mutex outer, Mutex inner) {
    outer.lock();
    inner.lock();
    inner.unlock();
    outer.unlock();
  }
}
