package epcheck.report;

import java.util.regex.Pattern;

/** Names of variables and structs, as reports print them. */
final class Names {
  private Names() {}

  /** The struct that a variable belongs to: {@code A->secs} of {@code A->secs->desc}. */
  static String structOf(String object) {
    int arrow = object.lastIndexOf("->");
    return arrow < 0 ? object : object.substring(0, arrow);
  }

  /** The object of a statement: {@code A->lock} of {@code mutex_lock(&A->lock)}. */
  static String objectOf(String statement) {
    int open = statement.indexOf('(');
    int close = statement.lastIndexOf(')');
    if (open < 0 || close < open) {
      return statement;
    }
    String argument = statement.substring(open + 1, close);
    return argument.startsWith("&") ? argument.substring(1) : argument;
  }

  /** Whether a text names an object, rather than one whose name contains its name. */
  static boolean mentions(String text, String object) {
    return !object.isEmpty()
        && text.contains(object)
        && Pattern.compile(
                "(?<![\\w#>./])(?<!\\w\\()" + Pattern.quote(object) + "(?!\\w|->|[./]\\w)")
            .matcher(text)
            .find();
  }
}
