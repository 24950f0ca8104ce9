package epcheck.sgx;

import epcheck.kernel.Guard;
import epcheck.kernel.IntCell;
import epcheck.kernel.Kernel;
import epcheck.kernel.SpinLock;
import epcheck.kernel.Struct;
import java.util.stream.IntStream;

/**
 * {@code encl->backing}: the shmem file of an enclave (mm/shmem.c, v6.5), with a page for the
 * contents of each enclave page and of the SECS, and one page of PCMD that all of them share (in
 * the kernel 32 share one). What EWB writes is there (1) or not (0), page by page, entry by entry:
 * an enclave page is written out once before it is loaded again, so no older version of it is
 * around.
 *
 * <p>A page that somebody has pinned may be truncated: it leaves the file, and what is written to
 * it from then on is lost. {@link #detached} tells whose pin is on such a page; only the PCMD page
 * can be one, for the contents of a page are truncated when it is loaded, while nobody writes it
 * out.
 *
 * <p>Memory reclaim may take pages that are not pinned: a dirty one goes to swap and comes back,
 * dirty again, when it is looked up ({@code shmem_swapin_folio()}); a clean one that never was
 * there is dropped, and is all zero when it is looked up. It works under the page lock (one for all
 * pages here); a pin keeps it away, so between pin and unpin the driver's accesses need no lock but
 * its own. Without a task that reclaims memory nobody needs the page lock, and it is not taken.
 */
public final class BackingFile extends Struct {
  /** 1 while it is open. */
  public final IntCell open;

  /** The pages of contents; the last one is that of the SECS. */
  public final ShmemPage[] contents;

  public final ShmemPage pcmd;

  /** {@code page_count()}: a bit for each {@link Backing pin}. */
  public final IntCell pins;

  /** The pins that are on a PCMD page which is no longer in the file. */
  public final IntCell detached;

  /** The page lock of all pages. */
  final SpinLock pageLock;

  /** Whether some task reclaims memory. */
  private boolean reclaimed;

  /** A page of the file. */
  public static final class ShmemPage {
    /** What it holds; of PCMD a bit for each entry. */
    public final IntCell data;

    /** {@code PG_dirty}. */
    public final IntCell dirty;

    /** Whether the file has a swap entry in the place of the page. */
    public final IntCell swapped;

    private ShmemPage(IntCell data, IntCell dirty, IntCell swapped) {
      this.data = data;
      this.dirty = dirty;
      this.swapped = swapped;
    }
  }

  BackingFile(Kernel kernel, Encl encl, Guard guard) {
    super(kernel, encl, encl + "->backing");
    open = layout.intCell("open", 0).setOnce();
    pageLock = layout.spinLock("page_lock");
    Guard pinned = write -> guard.held(write) || reclaimed && pageLock.held(write);
    contents =
        IntStream.rangeClosed(0, encl.pages)
            .mapToObj(i -> newPage("contents[" + i + "]", pinned))
            .toArray(ShmemPage[]::new);
    pcmd = newPage("pcmd", pinned);
    Guard counted = write -> reclaimed ? pageLock.held(write) : guard.held(write);
    pins = layout.intCell("pins", 0).guardedBy(counted).printedAs(Integer::toBinaryString);
    detached = layout.intCell("detached", 0).guardedBy(counted).printedAs(Integer::toBinaryString);
  }

  private ShmemPage newPage(String name, Guard guard) {
    return new ShmemPage(
        layout.intCell(name, 0).guardedBy(guard).printedAs(Integer::toBinaryString),
        layout.intCell(name + ".dirty", 0).guardedBy(guard),
        layout.intCell(name + ".swapped", 0).guardedBy(guard));
  }

  /** The page was written out; for model set-up only. */
  void store(int pageIndex) {
    contents[pageIndex].data.set(1);
    contents[pageIndex].dirty.set(1);
    pcmd.data.or(1 << pageIndex);
    pcmd.dirty.set(1);
  }

  /** Whether the contents of a page are there, in memory or in swap; for oracles. */
  public boolean hasContents(int pageIndex) {
    return contents[pageIndex].data.get() != 0;
  }

  /** Whether the PCMD of a page is there, in memory or in swap; for oracles. */
  public boolean hasPcmd(int pageIndex) {
    return (pcmd.data.get() >> pageIndex & 1) != 0;
  }

  /** Some task reclaims memory; for model set-up only. */
  void mayBeReclaimed() {
    reclaimed = true;
  }

  public boolean isReclaimed() {
    return reclaimed;
  }

  /** {@code folio_lock()}. */
  public void _lockPages() {
    if (reclaimed) {
      pageLock.lock();
    }
  }

  /** {@code folio_unlock()}. */
  public void _unlockPages() {
    if (reclaimed) {
      pageLock.unlock();
    }
  }
}
