package epcheck.stress.run;

/** What is known of a test after a run. */
enum Verdict {
  PASSED("ok"),
  /** A canary that passed. */
  SEEN("canary seen"),
  /** An outcome was seen that is forbidden. */
  FAILED("FAILED"),
  /** A canary whose fault did not show. */
  NOT_SEEN("NOT SEEN"),
  /** Some of its forks died, hung or were never started. */
  INCOMPLETE("INCOMPLETE"),
  /** It has more actors than the machine has CPUs. */
  SKIPPED("skipped");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  boolean isGood() {
    return this == PASSED || this == SEEN;
  }

  boolean isBad() {
    return this == FAILED || this == NOT_SEEN;
  }

  @Override
  public String toString() {
    return text;
  }
}
