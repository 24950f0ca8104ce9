package epcheck.report;

/** Colours, or none. */
public enum Paint {
  PLAIN,
  ANSI;

  /** What is wrong. */
  public String wrong(String text) {
    return with("1;31", text);
  }

  /** What is as it should be. */
  public String right(String text) {
    return with("32", text);
  }

  /** What a reader must not miss. */
  public String strong(String text) {
    return with("1", text);
  }

  /** What a reader may skip. */
  public String faint(String text) {
    return with("2", text);
  }

  private String with(String code, String text) {
    return this == PLAIN || text.isEmpty() ? text : "\033[" + code + "m" + text + "\033[m";
  }
}
