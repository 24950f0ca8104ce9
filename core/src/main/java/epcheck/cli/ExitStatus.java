package epcheck.cli;

/** What epcheck's exit status says. */
final class ExitStatus {
  static final int OK = 0;
  static final int VIOLATED = 1;
  static final int BAD_INPUT = 2;
  static final int INCONCLUSIVE = 3;

  private ExitStatus() {}
}
