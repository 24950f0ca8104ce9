package epcheck.dmesg;

/**
 * A function of a call chain.
 *
 * @param function its name in the source: without what the compiler added to it, as {@code .isra.0}
 * @param module in which it is, or ""
 * @param place file and line, of a log that somebody symbolised, or ""
 * @param inlined into the frame that follows
 * @param uncertain marked with {@code ?}: an address on the stack that is perhaps of no call
 */
public record Frame(
    String function, String module, String place, boolean inlined, boolean uncertain) {
  /** One that was not readable. */
  public static final Frame UNKNOWN = new Frame("", "", "", false, false);

  /** So many digits has an address. */
  static final int ADDRESS = 16;

  private static final String UNCERTAIN = "? ";
  private static final String INLINED = "[inline]";

  /** Whether anything of it is known. */
  public boolean known() {
    return !function.isEmpty();
  }

  /**
   * Reads {@code ? function+0x12/0x34 file.c:5 [module]} and the like, or gives {@link #UNKNOWN}. A
   * name alone is no frame: it may be a word of anything.
   */
  static Frame of(String line) {
    String text = withoutAddress(line.strip());
    boolean uncertain = text.startsWith(UNCERTAIN);
    if (uncertain) {
      text = withoutAddress(text.substring(UNCERTAIN.length()).strip());
    }
    int end = endOfSymbol(text);
    if (end == 0) {
      return UNKNOWN;
    }
    String name = withoutSuffix(text.substring(0, end));
    if (text.startsWith("+0x", end)) {
      Cursor rest = new Cursor(text.substring(end));
      rest.word();
      return new Frame(name, module(text), placeIn(rest.word()), false, uncertain);
    }
    if (text.endsWith(INLINED)) {
      Cursor rest = new Cursor(text.substring(end));
      String place = placeIn(rest.word());
      return place.isEmpty() ? UNKNOWN : new Frame(name, "", place, true, uncertain);
    }
    // decode_stacktrace.sh writes the place instead of the offset.
    int close = text.indexOf(')', end);
    if (text.startsWith(" (", end) && close > 0) {
      Cursor rest = new Cursor(text.substring(end + 2, close));
      String place = placeIn(rest.word());
      return place.isEmpty() ? UNKNOWN : new Frame(name, module(text), place, false, uncertain);
    }
    return UNKNOWN;
  }

  /** Reads a name alone, as those print who know no addresses, or gives {@link #UNKNOWN}. */
  static Frame ofName(String line) {
    String text = line.strip();
    int end = endOfSymbol(text);
    boolean alone = end == text.length() || text.startsWith(" [", end) && text.endsWith("]");
    return end == 0 || !alone
        ? UNKNOWN
        : new Frame(withoutSuffix(text.substring(0, end)), module(text), "", false, false);
  }

  /** Whether that part of a text is a hexadecimal number. */
  static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return to > from;
  }

  private static String withoutAddress(String text) {
    int close = text.startsWith("[<") ? text.indexOf(">]") : -1;
    return close < 0 ? text : text.substring(close + 2).strip();
  }

  private static int endOfSymbol(String text) {
    int end = 0;
    while (end < text.length() && isOfSymbol(text.charAt(end), end == 0)) {
      end++;
    }
    return end;
  }

  /** What names have in C, and mangled ones in Rust. */
  private static boolean isOfSymbol(char c, boolean first) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '_'
        || !first && (c >= '0' && c <= '9' || c == '.' || c == '$');
  }

  /** No name of C has a dot: it is the compiler's. */
  private static String withoutSuffix(String symbol) {
    int dot = symbol.indexOf('.');
    return dot < 0 ? symbol : symbol.substring(0, dot);
  }

  private static String placeIn(String word) {
    int colon = word.lastIndexOf(':');
    return colon > 0 && Cursor.number(word.substring(colon + 1)) >= 0 ? word : "";
  }

  /** {@code intel_sgx} of {@code ... [intel_sgx 0123abcd]}. */
  private static String module(String text) {
    int open = text.endsWith("]") && !text.endsWith(INLINED) ? text.lastIndexOf('[') : -1;
    return open < 0 ? "" : new Cursor(text.substring(open + 1, text.length() - 1)).word();
  }
}
