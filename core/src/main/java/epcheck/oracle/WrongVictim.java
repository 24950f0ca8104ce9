package epcheck.oracle;

import epcheck.kernel.IntCell;
import epcheck.kernel.Layout;
import epcheck.kernel.PerTask;
import epcheck.sgx.Encl;
import epcheck.sgx.EpcPage;
import epcheck.sgx.SgxDriver;

/** I13 of the driver: the enclave that is killed is the one that was chosen and pinned. */
final class WrongVictim extends Oracle {
  private static final int NONE = -1;

  private final SgxDriver sgx;

  /** For each task which enclave it has chosen. */
  private final PerTask<IntCell> chosen;

  private Encl killed;

  WrongVictim(SgxDriver sgx) {
    super("wrong-victim", "the OOM killer kills the enclave that it has chosen and pinned");
    this.sgx = sgx;
    Layout layout = sgx.kernel.layout(null, "");
    chosen =
        sgx.kernel.perTask(
            i ->
                layout
                    .intCell("(chosen victim)", NONE)
                    .guardedBy(sgx.kernel.onlyTask(i))
                    .printedAs(this::print));
  }

  private String print(int id) {
    return id == NONE ? "none" : "enclave " + sgx.enclaves().get(id);
  }

  void _choose(EpcPage page, Encl encl) {
    chosen.mine().set(encl.id);
  }

  WrongVictim of(Encl encl) {
    killed = encl;
    return this;
  }

  @Override
  public String breach() {
    int id = chosen.mine().get();
    return id == killed.id
        ? null
        : "enclave "
            + killed
            + " is killed, and its refcount put, in the place of "
            + print(id)
            + ", which was chosen and pinned";
  }
}
