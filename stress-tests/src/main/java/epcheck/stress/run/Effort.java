package epcheck.stress.run;

/**
 * What a run spends on each test.
 *
 * @param iterations how many times a fork runs the test
 * @param millis how long each of them takes
 * @param everyCompilation a fork for each way to compile each actor, and for each set of JVM flags
 *     that JCStress knows; else a single one
 */
record Effort(int iterations, int millis, boolean everyCompilation) {

  /** How long a fork samples. */
  double seconds() {
    return iterations * millis / 1000.0;
  }
}
