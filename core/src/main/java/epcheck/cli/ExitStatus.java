package epcheck.cli;

/** What epcheck's exit status says. */
public final class ExitStatus {
  public static final int OK = 0;
  public static final int VIOLATED = 1;
  public static final int BAD_INPUT = 2;
  public static final int INCONCLUSIVE = 3;

  private ExitStatus() {}
}
