package epcheck.explore;

/** A condition that becomes true when certain readers leave. */
interface Awaited extends Condition {
  /** The readers that are still inside, as a mask. */
  int readers(Task task);
}
