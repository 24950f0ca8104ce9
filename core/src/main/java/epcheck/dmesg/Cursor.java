package epcheck.dmesg;

/** A place in a line; it only goes forward. */
final class Cursor {
  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  /** The number that the text is, or -1 if it is none that fits. */
  static long number(String text) {
    Cursor cursor = new Cursor(text);
    long number = cursor.number();
    return cursor.atEnd() ? number : -1;
  }

  boolean atEnd() {
    return at == text.length();
  }

  /** Goes behind the literal if it is next. */
  boolean take(String literal) {
    if (!text.startsWith(literal, at)) {
      return false;
    }
    at += literal.length();
    return true;
  }

  /** Goes behind the next such literal, if there is one. */
  boolean seek(String literal) {
    int found = text.indexOf(literal, at);
    if (found < 0) {
      return false;
    }
    at = found + literal.length();
    return true;
  }

  boolean sees(String literal) {
    return text.indexOf(literal, at) >= 0;
  }

  /** What is before the next such literal, behind which it goes; the rest if there is none. */
  String upTo(String literal) {
    int found = text.indexOf(literal, at);
    if (found < 0) {
      return rest();
    }
    String before = text.substring(at, found);
    at = found + literal.length();
    return before;
  }

  String rest() {
    String rest = text.substring(at);
    at = text.length();
    return rest;
  }

  Cursor blanks() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return this;
  }

  /** The next word, behind blanks. */
  String word() {
    blanks();
    int start = at;
    while (at < text.length() && text.charAt(at) > ' ') {
      at++;
    }
    return text.substring(start, at);
  }

  /** The decimal number that is next, or -1 if there is none that fits. */
  long number() {
    int start = at;
    long number = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      number = number * 10 + (text.charAt(at) - '0');
      at++;
    }
    return at == start || at - start > 18 ? -1 : number;
  }

  /** The next decimal number as an int, or -1. */
  int integer() {
    long number = number();
    return number > Integer.MAX_VALUE ? -1 : (int) number;
  }
}
