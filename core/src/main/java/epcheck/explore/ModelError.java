package epcheck.explore;

/**
 * The model cannot be explored: it is nondeterministic, does not reach a scheduling point, or
 * throws. The message names the entry point and the step.
 */
public final class ModelError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelError(String message) {
    super(message);
  }

  public ModelError(String message, Throwable cause) {
    super(message, cause);
  }
}
