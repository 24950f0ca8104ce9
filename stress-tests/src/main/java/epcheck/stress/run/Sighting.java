package epcheck.stress.run;

import org.openjdk.jcstress.annotations.Expect;

/**
 * An outcome that was seen.
 *
 * @param count in how many samples
 * @param description what the test says about it
 */
record Sighting(String outcome, Expect expect, long count, String description) {

  boolean isInteresting() {
    return expect == Expect.ACCEPTABLE_INTERESTING;
  }

  /** Forbidden, or not foreseen by the test. */
  boolean isForbidden() {
    return expect == Expect.FORBIDDEN || expect == Expect.UNKNOWN;
  }
}
