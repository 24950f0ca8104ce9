package epcheck.kernel;

/**
 * {@code struct srcu_struct} (kernel/rcu/srcutree.c): readers that may sleep, and grace periods
 * that wait for them.
 *
 * <p>Callbacks run in the order in which they were queued, and {@link #synchronize} is itself a
 * callback at the end of that queue: since v5.19 a domain queues all callbacks on the boot CPU
 * ({@code SRCU_SIZE_SMALL}) until contention or a machine of 128 CPUs makes it grow. What a grown
 * domain may reorder is not modelled.
 */
public interface Srcu {
  /** {@code srcu_read_lock()}; sections of one task may nest. */
  void readLock();

  /** {@code srcu_read_unlock()}. */
  void readUnlock();

  /**
   * {@code synchronize_srcu()}: waits for the readers of this moment and for the callbacks queued
   * before it.
   */
  void synchronize();

  /**
   * {@code call_srcu()}: runs the callback once the readers of this moment are gone, in a kworker,
   * with bottom halves disabled ({@code srcu_invoke_callbacks()}).
   */
  void call(Callback callback);

  /**
   * {@code srcu_transition_to_big()}: each CPU has a list of callbacks of its own from here on, as
   * on machines with 128 CPUs and more, or under contention. Before that all are in one list, and
   * so is the one on which {@code synchronize_srcu()} waits: those queued earlier have run when it
   * comes back. After that a task that was migrated in between comes back before them. For model
   * set-up only.
   */
  void transitionToBig();

  /** {@code cleanup_srcu_struct()}: a WARN if a reader is still inside. */
  void cleanup();

  /** Makes the {@code struct rcu_head} of a callback; for model set-up only. */
  Callback callback(String name, Runnable function);

  /** A {@code struct rcu_head} and the function that it is queued with. */
  interface Callback {}
}
