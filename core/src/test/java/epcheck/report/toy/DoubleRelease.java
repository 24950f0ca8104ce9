package epcheck.report.toy;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.Model;
import java.util.List;

/** Two tasks look at a count before they drop it, and both free the enclave. */
public final class DoubleRelease implements Model {
  private record Driver(Kernel kernel, Enclave a) {
    void sgxRelease() {
      sgxEnclPut();
    }

    void sgxReclaimerWrite() {
      sgxEnclPut();
    }

    private void sgxEnclPut() {
      int users = a.flags.readOnce();
      a.flags.writeOnce(users - 1);
      if (users - 1 == 0) {
        kernel.kfree(a);
      }
    }
  }

  @Override
  public void build(Setup setup) {
    Kernel kernel = setup.kernel();
    Enclave a = new Enclave(kernel, "A");
    a.flags.set(1);
    Driver driver = new Driver(kernel, a);
    setup.task("victim", List.of(new EntryPoint("close(fd)", driver::sgxRelease)));
    setup.task("ksgxd", List.of(new EntryPoint("one pass", driver::sgxReclaimerWrite)));
  }
}
