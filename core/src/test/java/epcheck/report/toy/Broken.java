package epcheck.report.toy;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Model;
import java.util.List;

/** A model that cannot be explored: it throws. */
public final class Broken implements Model {
  @Override
  public void build(Setup setup) {
    Enclave a = new Enclave(setup.kernel(), "A");
    setup.task(
        "victim",
        List.of(
            new EntryPoint(
                "close(fd)",
                () -> {
                  a.refcount.get();
                  throw new IllegalArgumentException("no such page");
                })));
  }
}
