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

  /**
   * {@code down_write_nested(SINGLE_DEPTH_NESTING)}, {@code mmap_write_lock_nested()}: to be taken
   * with another lock of the same class held, which says in which order.
   */
  void downWriteNested();

  /** {@code up_write()}, {@code mmap_write_unlock()}. */
  void upWrite();

  /**
   * {@code downgrade_write()}, {@code mmap_write_downgrade()}: the writer goes on as a reader, and
   * readers that queue ahead of the next writer get in.
   */
  void downgradeWrite();
}
