package epcheck.kernel;

/** {@code struct work_struct} (kernel/workqueue.c). */
public interface Work {
  /** {@code queue_work()}: false, and nothing happens, if the item is pending already. */
  boolean queue();

  /**
   * {@code cancel_work_sync()}: un-queues the item and waits while its function runs; meanwhile it
   * cannot be queued.
   *
   * @return whether the item was pending
   */
  boolean cancelSync();

  /**
   * {@code current_work() == this}: whether the running task is the kworker that runs this item.
   */
  boolean isCurrent();
}
