package epcheck.reproduce;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kref;
import epcheck.kernel.Layout;
import epcheck.kernel.Model;
import epcheck.kernel.Mutex;
import epcheck.kernel.SpinLock;
import java.util.List;
import java.util.function.Consumer;

/** One fault each, in sgx_encl_release() called by sgx_release(), and a task that is harmless. */
final class Faults {
  private record Driver(Kernel kernel, IntCell open, Consumer<Kernel> fault) {
    void sgxRelease() {
      open.writeOnce(0);
      sgxEnclRelease();
    }

    private void sgxEnclRelease() {
      fault.accept(kernel);
    }
  }

  private Faults() {}

  static Model warning() {
    return of(kernel -> kernel.warnOn(true, "users left"));
  }

  static Model refcount() {
    return setup -> {
      Kref count = setup.kernel().layout(null, "").kref("users", 0);
      of(kernel -> count.put()).build(setup);
    };
  }

  static Model sleep() {
    return setup -> {
      Layout globals = setup.kernel().layout(null, "");
      SpinLock spin = globals.spinLock("sgx_spin");
      Mutex mutex = globals.mutex("sgx_mutex");
      of(kernel -> lockInside(spin, mutex)).build(setup);
    };
  }

  static Model none() {
    return of(kernel -> {});
  }

  private static void lockInside(SpinLock spin, Mutex mutex) {
    spin.lock();
    mutex.lock();
    mutex.unlock();
    spin.unlock();
  }

  private static Model of(Consumer<Kernel> fault) {
    return setup -> {
      IntCell open = setup.kernel().layout(null, "").intCell("open", 1);
      Driver driver = new Driver(setup.kernel(), open, fault);
      setup.task("victim", List.of(new EntryPoint("close(fd)", driver::sgxRelease)));
      setup.task("ksgxd", List.of(new EntryPoint("one pass", open::readOnce)));
    };
  }
}
