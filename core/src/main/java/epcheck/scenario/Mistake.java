package epcheck.scenario;

/**
 * Something wrong in a file that a user wrote.
 *
 * @param file as the user named it
 * @param line counted from 1; 0 if the file could not be read at all
 * @param column counted from 1
 * @param what is wrong
 * @param right what would be right
 */
public record Mistake(String file, int line, int column, String what, String right) {
  @Override
  public String toString() {
    return file + (line == 0 ? "" : ":" + line + ":" + column) + ": " + what + "; " + right;
  }
}
