package epcheck.dmesg;

/**
 * A line that the kernel printed, without what others wrote before it, and in one piece.
 *
 * @param number of its first piece in the input
 * @param last of its last piece
 * @param caller who printed it, for example {@code T17} or {@code C0}, or "" where the log does not
 *     say so
 * @param indent blanks before it
 * @param text without blanks at either end
 * @param cut whether the line was longer
 */
record LogLine(long number, long last, String caller, int indent, String text, boolean cut) {
  private static final int SHORTEST_RULE = 20;

  boolean blank() {
    return text.isEmpty();
  }

  /** Whether it is a row of {@code =}, which stands above and below many reports. */
  boolean isRule() {
    int equals = 0;
    while (equals < text.length() && text.charAt(equals) == '=') {
      equals++;
    }
    return equals >= SHORTEST_RULE && equals == text.length();
  }
}
