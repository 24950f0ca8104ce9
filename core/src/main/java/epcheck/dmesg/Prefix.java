package epcheck.dmesg;

/**
 * A line, parted into what a console, a journal or a mail wrote before it, and the kernel's words.
 *
 * @param stamped whether a time stood before it
 * @param caller of {@code CONFIG_PRINTK_CALLER}, or ""
 * @param text the kernel's words, with their indentation
 * @param width how long the whole line was, for those who want to know whether a mail client broke
 *     it
 */
record Prefix(boolean stamped, String caller, String text, int width) {
  private static final char ESCAPE = '\u001b';
  private static final int LONGEST_STAMP = 32;
  private static final int LONGEST_HOST = 80;
  private static final String KERNEL = " kernel: ";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final String DAYS = "MonTueWedThuFriSatSun";

  static Prefix strip(String line) {
    String raw = line.indexOf(ESCAPE) < 0 ? line : withoutEscapes(line);
    int at = behindQuotes(raw);
    boolean stamped = false;
    // Whatever wrote the line down may have stamped it, before the kernel did.
    for (int next = behindOuter(raw, at); next > at; next = behindOuter(raw, at)) {
      stamped |= raw.charAt(next - 1) != '>';
      at = next;
    }
    int stamp = behindStamp(raw, at);
    if (stamp == at && !stamped) {
      stamp = behindStampWithin(raw, at);
    }
    if (stamp == at) {
      return new Prefix(stamped, "", raw.substring(at), raw.length());
    }
    int caller = behindCaller(raw, stamp);
    String who = caller > stamp ? callerIn(raw.substring(stamp, caller)) : "";
    int text = behindHost(raw, behindBlank(raw, caller));
    return new Prefix(true, who, raw.substring(text), raw.length());
  }

  private static int behindQuotes(String raw) {
    int at = 0;
    while (at < raw.length() && raw.charAt(at) == '>') {
      at = behindBlank(raw, at + 1);
    }
    return at;
  }

  /** Behind a log level, or a time and a host, or what {@code dmesg -x} writes. */
  private static int behindOuter(String raw, int at) {
    int level = behindLevel(raw, at);
    if (level > at) {
      return level;
    }
    if (isIsoTime(raw, at)) {
      int blank = raw.indexOf(' ', at);
      return blank < 0 ? raw.length() : behindHost(raw, blank + 1);
    }
    if (raw.startsWith("kern", at)) {
      int colon = raw.indexOf(':', at);
      int second = colon < 0 || colon - at > 10 ? -1 : raw.indexOf(':', colon + 1);
      return second < 0 || second - at > 24 ? at : behindBlank(raw, second + 1);
    }
    if (isNameIn(MONTHS, raw, at) && raw.startsWith(" ", at + 3)) {
      int kernel = raw.indexOf(KERNEL, at);
      return kernel < 0 || kernel - at > LONGEST_HOST ? at : kernel + KERNEL.length();
    }
    return at;
  }

  private static int behindLevel(String raw, int at) {
    if (!raw.startsWith("<", at)) {
      return at;
    }
    int i = at + 1;
    while (i < raw.length() && i <= at + 3 && isDigit(raw.charAt(i))) {
      i++;
    }
    return i > at + 1 && raw.startsWith(">", i) ? i + 1 : at;
  }

  private static boolean isIsoTime(String raw, int at) {
    String shape = "dddd-dd-ddTdd:dd:dd";
    if (raw.length() - at < shape.length()) {
      return false;
    }
    for (int i = 0; i < shape.length(); i++) {
      char c = raw.charAt(at + i);
      boolean fits =
          switch (shape.charAt(i)) {
            case 'd' -> isDigit(c);
            case 'T' -> c == 'T' || c == ' ';
            default -> c == shape.charAt(i);
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** Behind {@code host kernel: }, if that is next. */
  private static int behindHost(String raw, int at) {
    int blank = raw.indexOf(' ', at);
    boolean host = blank > at && blank - at < LONGEST_HOST && raw.startsWith(KERNEL, blank);
    return host ? blank + KERNEL.length() : at;
  }

  /** Behind {@code [ 12.345678]}, and what dmesg makes of it with -d and -T. */
  private static int behindStamp(String raw, int at) {
    int open = at;
    while (open < raw.length() && raw.charAt(open) == ' ') {
      open++;
    }
    if (!raw.startsWith("[", open)) {
      return at;
    }
    int close = raw.indexOf(']', open);
    if (close < 0 || close - open > LONGEST_STAMP) {
      return at;
    }
    String stamp = raw.substring(open + 1, close).strip();
    return isSeconds(stamp) || isDate(stamp) ? close + 1 : at;
  }

  /** Behind a stamp to the left of which a program wrote something without ending its line. */
  private static int behindStampWithin(String raw, int at) {
    for (int open = raw.indexOf('[', at); open >= 0; open = raw.indexOf('[', open + 1)) {
      int behind = behindStamp(raw, open);
      if (behind > open) {
        return behind;
      }
    }
    return at;
  }

  private static boolean isSeconds(String stamp) {
    int dot = stamp.indexOf('.');
    if (dot < 1 || stamp.length() - dot < 4) {
      return false;
    }
    for (int i = 0; i < stamp.length(); i++) {
      if (i != dot && !isDigit(stamp.charAt(i)) && !(i == 0 && dot > 1 && stamp.charAt(0) == '+')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDate(String stamp) {
    return (isNameIn(DAYS, stamp, 0) || isNameIn(MONTHS, stamp, 0))
        && stamp.startsWith(" ", 3)
        && stamp.indexOf(':') > 0;
  }

  private static boolean isNameIn(String names, String raw, int at) {
    for (int i = 0; i < names.length(); i += 3) {
      if (raw.regionMatches(at, names, i, 3)) {
        return true;
      }
    }
    return false;
  }

  private static int behindCaller(String raw, int at) {
    int open = behindBlank(raw, at);
    if (!raw.startsWith("[", open)) {
      return at;
    }
    int i = open + 1;
    while (i < raw.length() && raw.charAt(i) == ' ') {
      i++;
    }
    if (!raw.startsWith("T", i) && !raw.startsWith("C", i)) {
      return at;
    }
    int digits = ++i;
    while (i < raw.length() && isDigit(raw.charAt(i))) {
      i++;
    }
    return i > digits && raw.startsWith("]", i) ? i + 1 : at;
  }

  /** {@code T17} of {@code [ T17]}. */
  private static String callerIn(String brackets) {
    int open = brackets.indexOf('[');
    return brackets.substring(open + 1, brackets.length() - 1).strip();
  }

  private static int behindBlank(String raw, int at) {
    return raw.startsWith(" ", at) ? at + 1 : at;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Without the colours of {@code dmesg -L} and the cursor keys of a console. */
  private static String withoutEscapes(String line) {
    StringBuilder text = new StringBuilder(line.length());
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i++);
      if (c != ESCAPE) {
        text.append(c);
      } else if (line.startsWith("[", i)) {
        i++;
        while (i < line.length() && line.charAt(i) < '@') {
          i++;
        }
        i = Math.min(line.length(), i + 1);
      } else {
        i = Math.min(line.length(), i + 1);
      }
    }
    return text.toString();
  }
}
