package epcheck.dmesg;

/**
 * A task as reports name it.
 *
 * @param comm its name, which may have blanks, colons and slashes; "" if it was not readable
 * @param pid -1 if it was not readable
 */
public record Task(String comm, int pid) {
  /** One that was not readable. */
  public static final Task UNKNOWN = new Task("", -1);

  /** Whether anything of it is known. */
  public boolean known() {
    return pid >= 0 || !comm.isEmpty();
  }

  /**
   * Of {@code comm/17} or {@code comm:17}, whatever else the name consists of. Without a number it
   * is a name, and a number alone is a pid.
   */
  static Task of(String text, char separator) {
    String task = text.strip();
    int at = task.lastIndexOf(separator);
    long pid = Cursor.number(task.substring(at + 1));
    if (pid < 0 || pid > Integer.MAX_VALUE) {
      return new Task(task, -1);
    }
    return new Task(at < 0 ? "" : task.substring(0, at), (int) pid);
  }

  @Override
  public String toString() {
    return pid < 0 ? comm : comm + ":" + pid;
  }
}
