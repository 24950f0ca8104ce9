package epcheck.kernel;

/** One object for each task: what lives on a kernel stack, or hangs off {@code current}. */
public interface PerTask<T> {
  /** The running task's. */
  T mine();

  /** That of task {@code id}; for model set-up and oracles. */
  T of(int id);
}
