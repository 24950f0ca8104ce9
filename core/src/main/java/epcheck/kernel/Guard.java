package epcheck.kernel;

/**
 * What a task must hold to touch a cell, as the kernel's comments say ("protected by lru->lock").
 * An access without it is no error by itself: it tells the explorer that the cell is shared, so
 * that its accesses become scheduling points.
 */
public interface Guard {

  /** Whether the running task may write (or, if {@code write} is false, read) what this guards. */
  boolean held(boolean write);
}
