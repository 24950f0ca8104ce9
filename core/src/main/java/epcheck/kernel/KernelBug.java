package epcheck.kernel;

/**
 * A finding that no execution can go on from, as an oops ends one. Without a stack trace: it is
 * thrown very often.
 */
public final class KernelBug extends Error {
  private static final long serialVersionUID = 1L;

  private final String oracle;

  public KernelBug(String oracle, String text) {
    super(text, null, false, false);
    this.oracle = oracle;
  }

  /** The rule that was broken, for example {@code use-after-free}. */
  public String oracle() {
    return oracle;
  }
}
