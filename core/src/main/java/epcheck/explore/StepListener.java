package epcheck.explore;

/** Hears what a step does, operation by operation, so that it can be retold. */
interface StepListener {
  default void performed(Task task, int signature, int observed, int left) {}

  /** Comes after an operation on a lock. */
  default void changedHeld(Task task, LockClass lock, LockChange change) {}

  /** The task has reached its next scheduling point, and will do this there. */
  default void stopped(Task task, int signature) {}

  /** The task's entry point has returned. */
  default void returned(Task task) {}
}
