package epcheck.cli;

/**
 * What the user gave cannot be used. The message says what is wrong and what would be right, in a
 * line or two.
 */
public final class BadInput extends Exception {
  private static final long serialVersionUID = 1L;

  public BadInput(String message) {
    super(message);
  }

  public BadInput(String message, Throwable cause) {
    super(message, cause);
  }
}
