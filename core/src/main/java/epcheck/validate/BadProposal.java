package epcheck.validate;

/**
 * A proposal that cannot be used. The message says what is wrong, where (file and line), and what
 * would be right.
 */
public final class BadProposal extends Exception {
  private static final long serialVersionUID = 1L;

  public BadProposal(String message) {
    super(message);
  }

  public BadProposal(String message, Throwable cause) {
    super(message, cause);
  }
}
