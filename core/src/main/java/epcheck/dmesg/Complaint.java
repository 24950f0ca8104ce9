package epcheck.dmesg;

/**
 * Something of a report that could not be read.
 *
 * @param line of the input, from 1; of what is missing, the last line that could be read
 */
public record Complaint(long line, String text) {
  @Override
  public String toString() {
    return "line " + line + ": " + text;
  }
}
