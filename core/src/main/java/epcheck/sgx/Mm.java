package epcheck.sgx;

import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kref;
import epcheck.kernel.RwSemaphore;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Struct;
import epcheck.kernel.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * {@code struct mm_struct}, with the enclave VMAs that it has.
 *
 * <p>Dropped: {@code mm_count}. It keeps the memory of an mm for whoever holds an encl_mm with a
 * registered notifier ({@code mmgrab()} in {@code __mmu_notifier_register()}), so an mm is never
 * freed under a walker, and here never.
 */
public final class Mm extends Struct {
  /** {@code mm_users}: {@code mmget_not_zero()} and {@code mmput()}. */
  public final Kref mmUsers;

  public final RwSemaphore mmapLock;

  /**
   * The page table lock ({@code pte_lockptr()}); one page table page has all PTEs of the enclaves
   * here.
   */
  final SpinLock pageTableLock;

  /** {@code notifier_subscriptions->lock}. */
  public final SpinLock notifierLock;

  /** {@code async_put_work}, which a final {@code mmput_async()} queues. */
  public final Work asyncPutWork;

  /**
   * {@code notifier_subscriptions->list}: for each encl_mm whether its notifier is hashed here. A
   * walker visits those whose flag is set when it comes to them, as it would on the hlist.
   */
  private final IntCell[] hashed;

  private final List<Vma> vmas = new ArrayList<>();

  Mm(Kernel kernel, String name, int enclMms, Consumer<Mm> asyncPut) {
    super(kernel, name);
    mmUsers = layout.kref("mm_users", 1);
    mmapLock = layout.rwSemaphore("mmap_lock");
    pageTableLock = layout.spinLock("ptl");
    notifierLock = layout.spinLock("notifier_subscriptions->lock");
    hashed =
        IntStream.range(0, enclMms)
            .mapToObj(i -> layout.intCell("notifier_subscriptions[" + i + "]", 0))
            .toArray(IntCell[]::new);
    asyncPutWork = kernel.work("mmput_async(" + name + ")", () -> asyncPut.accept(this));
  }

  /** {@code !hlist_unhashed(&subscription->hlist)}. */
  boolean isHashed(EnclMm subscription) {
    return hashed[subscription.number].readOnce() != 0;
  }

  void setHashed(EnclMm subscription, boolean value) {
    hashed[subscription.number].writeOnce(value ? 1 : 0);
  }

  /** Adds a mapping of a whole enclave; for model set-up only. */
  Vma map(Kernel kernel, EnclFile file) {
    Vma vma = new Vma(kernel, this, file);
    vmas.add(vma);
    return vma;
  }

  /**
   * All VMAs that this mm ever has, in order of address; {@link Vma#mapped} tells whether one is
   * there now.
   */
  public List<Vma> vmas() {
    return vmas;
  }
}
