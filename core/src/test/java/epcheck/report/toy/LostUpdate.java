package epcheck.report.toy;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Model;
import java.util.List;

/** {@code encl->flags |= x}, twice, without a lock: one may be lost. */
public final class LostUpdate implements Model {
  private final boolean atEnd;

  /**
   * @param atEnd a rule says that no update is lost; else there is but the data race
   */
  public LostUpdate(boolean atEnd) {
    this.atEnd = atEnd;
  }

  private record Driver(Enclave a) {
    void sgxIoctl() {
      sgxEnclSetFlags(1);
    }

    void sgxOomEncl() {
      sgxEnclSetFlags(2);
    }

    private void sgxEnclSetFlags(int mask) {
      a.flags.or(mask);
    }
  }

  @Override
  public void build(Setup setup) {
    Driver driver = new Driver(new Enclave(setup.kernel(), "A"));
    setup.task("victim", List.of(new EntryPoint("ioctl(INIT)", driver::sgxIoctl)));
    setup.task("kworker/oom", List.of(new EntryPoint("misc.max", driver::sgxOomEncl)));
    if (atEnd) {
      setup.atEnd(
          new Rule(
              "lost-flag",
              () ->
                  driver.a.flags.get() == 3
                      ? null
                      : "A->flags is " + driver.a.flags.get() + ", not 3"));
    }
  }
}
