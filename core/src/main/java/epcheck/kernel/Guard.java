package epcheck.kernel;

/**
 * What a task must hold to touch a cell, as the kernel's comments say ("protected by lru->lock").
 * An access without it is no error by itself: it tells the explorer that the cell is shared, so
 * that its accesses become scheduling points.
 */
public interface Guard {

  /** Whether the running task may write (or, if {@code write} is false, read) what this guards. */
  boolean held(boolean write);

  /** Either of two does, if no two tasks can have one each at the same time. */
  default Guard or(Guard other) {
    return write -> held(write) || other.held(write);
  }
}
