package epcheck.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What SPIN's verifier, {@code pan}, prints at its end.
 *
 * @param transitions stored and matched states; the initial state is among the stored ones, so this
 *     is one more than the steps that were taken
 * @param seconds wall-clock time as pan measures it, without the start of the process
 * @param bytes the hash table and the states in it, or 0 if pan does not say
 * @param complete the search came to its end
 */
record PanOutput(long states, long transitions, double seconds, long bytes, boolean complete) {
  private static final double MEGABYTE = 1 << 20;

  private static final String NUMBER = "(\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)";
  private static final Pattern STATES = line("\\s*" + NUMBER + " states, stored.*");
  private static final Pattern TRANSITIONS = line("\\s*" + NUMBER + " transitions \\(.*");
  private static final Pattern SECONDS = line("pan: elapsed time " + NUMBER + " seconds");
  private static final Pattern TABLE =
      line("\\s*" + NUMBER + "\\s+memory used for hash table \\(-w\\d+\\)");
  private static final Pattern STORED =
      line("\\s*" + NUMBER + "\\s+actual memory usage for states.*");

  private static Pattern line(String regex) {
    return Pattern.compile("^" + regex + "$", Pattern.MULTILINE);
  }

  /**
   * @throws PeerFailed if a figure is missing
   */
  static PanOutput parse(String text) throws PeerFailed {
    double table = find(TABLE, text);
    double stored = find(STORED, text);
    boolean sized = table >= 0 && stored >= 0;
    return new PanOutput(
        (long) require(STATES, text, "states, stored"),
        (long) require(TRANSITIONS, text, "transitions"),
        require(SECONDS, text, "elapsed time"),
        sized ? Math.round((table + stored) * MEGABYTE) : 0,
        !text.contains("Search not completed") && !text.contains("max search depth too small"));
  }

  private static double require(Pattern pattern, String text, String what) throws PeerFailed {
    double value = find(pattern, text);
    if (value < 0) {
      throw new PeerFailed("pan did not print \"" + what + "\"");
    }
    return value;
  }

  private static double find(Pattern pattern, String text) {
    Matcher m = pattern.matcher(text);
    return m.find() ? Double.parseDouble(m.group(1)) : -1;
  }

  Sample sample() {
    return new Sample(states, transitions, seconds, bytes, complete);
  }
}
