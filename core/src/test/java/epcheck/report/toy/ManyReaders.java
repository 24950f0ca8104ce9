package epcheck.report.toy;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.Model;
import java.util.List;

/**
 * Long stretches in which a task meets nobody, then a lost flag: something to fold. Five tasks, so
 * lanes are narrow.
 */
public final class ManyReaders implements Model {
  private static final int PAGES = 6;

  private static final class Driver {
    final Enclave a;
    final List<EpcPage> pages;

    Driver(Kernel kernel) {
      a = new Enclave(kernel, "A");
      pages =
          java.util.stream.IntStream.range(0, PAGES)
              .mapToObj(i -> new EpcPage(kernel, "page#" + i))
              .toList();
    }

    void sgxReclaimPages() {
      int flags = a.flags.readOnce();
      sgxReclaimerAge();
      a.flags.writeOnce(flags | 1);
    }

    void sgxReclaimerAge() {
      for (EpcPage page : pages) {
        page.flags.writeOnce(EpcPage.OWNER_PAGE);
      }
    }

    void sgxOomEncl() {
      a.flags.writeOnce(a.flags.readOnce() | 2);
    }
  }

  @Override
  public void build(Setup setup) {
    Driver driver = new Driver(setup.kernel());
    setup.task("ksgxd", List.of(new EntryPoint("one pass", driver::sgxReclaimPages)));
    for (String name : List.of("kworker/sgx_epc_cgroup", "second writer of misc.max", "c", "d")) {
      setup.task(name, List.of(new EntryPoint("misc.max", driver::sgxOomEncl)));
    }
    setup.atEnd(
        new Rule(
            "lost-flag",
            () ->
                driver.a.flags.get() == 3
                    ? null
                    : "A->flags is " + driver.a.flags.get() + ", not 3"));
  }
}
