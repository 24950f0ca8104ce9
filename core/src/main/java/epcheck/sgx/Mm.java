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
 * {@code struct mm_struct} with its VMAs and page tables, as far as they are about enclaves.
 *
 * <p>Each enclave has its own range of addresses, the same in all mms, so an address is an enclave
 * and the index of a page in it. The page tables belong to the mm and outlive the VMAs over them.
 * Whoever walks or changes them takes the page table lock for as long as it looks at entries
 * ({@code pte_offset_map_lock()} in zap_pte_range(), apply_to_pte_range() and insert_pfn()), so
 * what it reads and writes there is atomic. The hardware takes no lock, but its one read of an
 * entry comes before or after each such section (or, where it looks at several entries, between two
 * of its writes, which nobody can tell from after or before).
 *
 * <p>Dropped: {@code mm_count}. It keeps the memory of an mm for whoever holds an encl_mm with a
 * registered notifier ({@code mmgrab()} in {@code __mmu_notifier_register()}, {@code mmdrop()}
 * after the last use of it), so an mm is never freed under a walker, and here never.
 */
public final class Mm extends Struct {
  /** A page table entry is 0, or the number of the EPC page plus one in the bits above these. */
  private static final int YOUNG = 1;

  /** {@code _PAGE_PROTNONE}: the entry is there, but the hardware does not use it. */
  private static final int PROTNONE = 2;

  private static final int PFN_SHIFT = 2;

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

  /** Whether {@code notifier_subscriptions} is allocated. */
  final IntCell hasNotifiers;

  /** {@code async_put_work}, which a final {@code mmput_async()} queues. */
  public final Work asyncPutWork;

  /**
   * {@code notifier_subscriptions->list}: for each encl_mm whether its notifier is hashed here. A
   * walker visits those whose flag is set when it comes to them, as it would on the hlist.
   */
  private final IntCell[] hashed;

  /** All VMAs that it ever has; those that it starts with come first. */
  private final List<Vma> vmas = new ArrayList<>();

  private int initialVmas;

  /** By {@link Encl#id}. */
  private final List<IntCell[]> pageTables = new ArrayList<>();

  /** The process that {@code fork()} is to make for this mm, or null. */
  private Work child;

  Mm(Kernel kernel, String name, int enclMms, int spareVmas, Consumer<Mm> asyncPut) {
    super(kernel, name);
    mmUsers = layout.kref("mm_users", 1);
    mmapLock = layout.rwSemaphore("mmap_lock");
    pageTableLock = layout.spinLock("ptl");
    notifierLock = layout.spinLock("notifier_subscriptions->lock");
    hasNotifiers = layout.intCell("notifier_subscriptions", 0).guardedBy(mmapLock);
    hashed =
        IntStream.range(0, enclMms)
            .mapToObj(i -> layout.intCell("notifier_subscriptions[" + i + "]", 0))
            .toArray(IntCell[]::new);
    asyncPutWork = kernel.work("mmput_async(" + name + ")", () -> asyncPut.accept(this));
    IntStream.range(0, spareVmas)
        .forEach(i -> vmas.add(new Vma(kernel, this, name + ".vma#" + (i + 1))));
  }

  // ---- model set-up

  /** Makes room for the page table entries of an enclave. */
  void _addPageTable(Encl encl) {
    pageTables.add(
        IntStream.range(0, encl.pages)
            .mapToObj(
                i ->
                    layout
                        .intCell("pte[" + encl + "/" + i + "]", 0)
                        .guardedBy(pageTableLock)
                        .printedAs(Mm::print))
            .toArray(IntCell[]::new));
  }

  private static String print(int pte) {
    return pte == 0
        ? "none"
        : "page#"
            + ((pte >> PFN_SHIFT) - 1)
            + ((pte & YOUNG) != 0 ? " young" : "")
            + ((pte & PROTNONE) != 0 ? " protnone" : "");
  }

  /** A VMA that it starts with. */
  Vma _addVma(Kernel kernel, String name) {
    Vma vma = new Vma(kernel, this, name);
    vmas.add(initialVmas++, vma);
    return vma;
  }

  void _bornAs(Work process) {
    child = process;
  }

  // ---- mmu notifiers

  /** {@code !hlist_unhashed(&subscription->hlist)}. */
  boolean isHashed(EnclMm subscription) {
    return hashed[subscription.number].readOnce() != 0;
  }

  void setHashed(EnclMm subscription, boolean value) {
    hashed[subscription.number].writeOnce(value ? 1 : 0);
  }

  // ---- VMAs

  /**
   * All VMAs that this mm ever has, in no particular order; {@link Vma#mapped} tells whether one is
   * there now.
   */
  public List<Vma> vmas() {
    return vmas;
  }

  /** {@code vma_lookup()}; mmap_lock is held. Null if there is none. */
  Vma lookup(Encl encl, int index) {
    for (int i = 0; i < vmas.size(); i++) {
      Vma vma = vmas.get(i);
      if (Vma.covers(vma.mapped.get(), encl, index)) {
        return vma;
      }
    }
    return null;
  }

  /** {@code vma_find()}: the first VMA that ends after an address ({@link Vma#start}), or null. */
  Vma firstAfter(int address) {
    Vma first = null;
    int lowest = Integer.MAX_VALUE;
    for (int i = 0; i < vmas.size(); i++) {
      int range = vmas.get(i).mapped.get();
      if (range != 0 && Vma.end(range) > address && Vma.start(range) < lowest) {
        lowest = Vma.start(range);
        first = vmas.get(i);
      }
    }
    return first;
  }

  /**
   * {@code vm_area_alloc()}: one that is not mapped; mmap_lock is held for write. A VMA is in use
   * only under that lock, so there is no stale pointer to one, and it can be handed out again.
   */
  Vma unused() {
    for (int i = 0; i < vmas.size(); i++) {
      if (vmas.get(i).mapped.get() == 0) {
        return vmas.get(i);
      }
    }
    throw new IllegalStateException("the model has only " + vmas.size() + " VMAs for " + this);
  }

  // ---- page tables

  /** The hardware looks for a translation. */
  boolean hasTranslation(Encl encl, int index) {
    IntCell pte = pageTables.get(encl.id)[index];
    pageTableLock.lock();
    int value = pte.get();
    pageTableLock.unlock();
    return value != 0 && (value & PROTNONE) == 0;
  }

  /**
   * A thread enters the enclave, if there is a translation: one instruction, so nobody zaps in
   * between, and an interrupt comes before or after it.
   */
  boolean enter(Epcm epcm, Encl encl, int index) {
    IntCell pte = pageTables.get(encl.id)[index];
    pageTableLock.lock();
    int value = pte.get();
    boolean present = value != 0 && (value & PROTNONE) == 0;
    if (present) {
      epcm._enter(encl);
    }
    pageTableLock.unlock();
    return present;
  }

  /**
   * The number of the EPC page that the entry maps, or -1; for oracles, who look without a lock.
   */
  public int pageMappedAt(Encl encl, int index) {
    return (pageTables.get(encl.id)[index].get() >> PFN_SHIFT) - 1;
  }

  /**
   * {@code insert_pfn()}: an entry that is there already stays as it is. It is accessed right away.
   */
  void insertPfn(Encl encl, int index, EpcPage page) {
    IntCell pte = pageTables.get(encl.id)[index];
    pageTableLock.lock();
    if (pte.get() == 0) {
      pte.set((page.index + 1) << PFN_SHIFT | YOUNG);
    }
    pageTableLock.unlock();
  }

  /** {@code zap_pte_range()}. */
  void clearPtes(Encl encl, int from, int to) {
    IntCell[] ptes = pageTables.get(encl.id);
    pageTableLock.lock();
    for (int i = from; i < to; i++) {
      ptes[i].set(0);
    }
    pageTableLock.unlock();
  }

  /** The same. Returns whether an entry was present. */
  boolean testAndClearPtes(Encl encl, int from, int to) {
    IntCell[] ptes = pageTables.get(encl.id);
    boolean present = false;
    pageTableLock.lock();
    for (int i = from; i < to; i++) {
      present |= ptes[i].get() != 0;
      ptes[i].set(0);
    }
    pageTableLock.unlock();
    return present;
  }

  /** {@code sgx_encl_test_and_clear_young_cb()}, which apply_to_pte_range() calls. */
  public boolean testAndClearYoung(Encl encl, int index) {
    IntCell pte = pageTables.get(encl.id)[index];
    pageTableLock.lock();
    int value = pte.get();
    boolean young = (value & YOUNG) != 0;
    if (young) {
      pte.set(value & ~YOUNG);
    }
    pageTableLock.unlock();
    return young;
  }

  /**
   * {@code copy_pte_range()}; mmap_lock of both mms is held for write. The copies are old. The
   * kernel locks one page table inside the other; nobody else changes either of them, so here it is
   * one after the other.
   */
  void copyPtes(Encl encl, int from, int to, Mm src) {
    IntCell[] srcPtes = src.pageTables.get(encl.id);
    int[] copy = new int[to - from];
    src.pageTableLock.lock();
    for (int i = from; i < to; i++) {
      copy[i - from] = srcPtes[i].get() & ~YOUNG;
    }
    src.pageTableLock.unlock();
    IntCell[] ptes = pageTables.get(encl.id);
    pageTableLock.lock();
    for (int i = from; i < to; i++) {
      if (copy[i - from] != 0) {
        ptes[i].set(copy[i - from]);
      }
    }
    pageTableLock.unlock();
  }

  /** {@code change_pte_range()}. Returns whether an entry was present. */
  boolean changePtes(Encl encl, int from, int to, boolean readable) {
    IntCell[] ptes = pageTables.get(encl.id);
    boolean present = false;
    pageTableLock.lock();
    for (int i = from; i < to; i++) {
      int pte = ptes[i].get();
      if (pte != 0) {
        ptes[i].set(readable ? pte & ~PROTNONE : pte | PROTNONE);
        present = true;
      }
    }
    pageTableLock.unlock();
    return present;
  }

  // ---- fork

  /** {@code wake_up_new_task()}. */
  void wakeUpNewTask() {
    if (child != null) {
      child.queue();
    }
  }
}
