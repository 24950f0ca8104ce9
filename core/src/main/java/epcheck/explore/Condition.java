package epcheck.explore;

/** What a blocked operation waits for. */
interface Condition {
  /** The operation never blocks. */
  Condition NONE = task -> true;

  boolean holds(Task task);
}
