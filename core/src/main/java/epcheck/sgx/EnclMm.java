package epcheck.sgx;

import epcheck.kernel.Cell;
import epcheck.kernel.Kernel;
import epcheck.kernel.ListHead;
import epcheck.kernel.Srcu;
import epcheck.kernel.Struct;
import java.util.function.Consumer;

/** {@code struct sgx_encl_mm} (encl.h) with its {@code struct mmu_notifier}. */
public final class EnclMm extends Struct {
  public final Cell<Encl> encl;
  public final Cell<Mm> mm;
  public final ListHead<EnclMm> list;

  /** Which of all the encl_mms this is. */
  final int number;

  /** {@code mmu_notifier.rcu}, which {@code mmu_notifier_put()} queues. */
  public final Srcu.Callback rcu;

  EnclMm(Kernel kernel, int number, Srcu notifierSrcu, Consumer<EnclMm> freeRcu) {
    super(kernel, "encl_mm#" + number);
    this.number = number;
    encl = layout.cell("encl", Encl.class).setOnce();
    mm = layout.cell("mm", Mm.class).setOnce();
    list = layout.listHead("list", EnclMm.class);
    rcu = notifierSrcu.callback(this + "->mmu_notifier.rcu", () -> freeRcu.accept(this));
  }
}
