package epcheck.kernel;

/** {@code struct work_struct} (kernel/workqueue.c). */
public interface Work {
  /** {@code queue_work()}: false, and nothing happens, if the item is pending already. */
  boolean queue();
}
