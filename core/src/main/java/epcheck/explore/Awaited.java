package epcheck.explore;

/** A condition that becomes true when certain tasks leave: readers, or who runs a work item. */
interface Awaited extends Condition {
  /** Those that are still inside, as a mask. */
  int inside(Task task);
}
