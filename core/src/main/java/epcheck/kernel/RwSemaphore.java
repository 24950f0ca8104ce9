package epcheck.kernel;

/**
 * {@code struct rw_semaphore} (kernel/locking/rwsem.c), as {@code mm->mmap_lock}. Fair: while
 * readers hold it, a queued writer makes new readers queue too; when nobody holds it, a reader may
 * overtake a queued writer.
 */
public interface RwSemaphore extends Guard {
  /** {@code down_read()}, {@code mmap_read_lock()}. */
  void downRead();

  /** {@code up_read()}, {@code mmap_read_unlock()}. */
  void upRead();

  /** {@code down_write()}, {@code mmap_write_lock()}. */
  void downWrite();

  /** {@code up_write()}, {@code mmap_write_unlock()}. */
  void upWrite();
}
