package epcheck.report;

import epcheck.explore.Granularity;
import epcheck.explore.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A counterexample in a word that can be mailed: {@code v5+patch.last-page~a.AD9x}, that is the
 * revision and its patches, the scenario, {@code ~a} if every access is a scheduling point, and
 * {@link Schedule#encode}. A user's scenario is known by the name of its file; whoever replays it
 * has to say where the file is.
 */
public record Token(Case what, Schedule schedule) {
  private static final String ACCESS = "~a";

  /** What a token looks like in running text. */
  private static final Pattern IN_TEXT =
      Pattern.compile(
          "(?:\\breplay\\s+|\"token\"\\s*:\\s*\")((?:[\\w~+.-]+(?:\\s*\\\\\\s*\\n\\s*)?)+)");

  /**
   * The token of a text.
   *
   * @throws IllegalArgumentException if the text is no token; the message says why
   */
  public static Token parse(String text) {
    int first = text.indexOf('.');
    int last = text.lastIndexOf('.');
    if (first <= 0 || last == text.length() - 1 || last <= first + 1) {
      throw new IllegalArgumentException(
          "not a token: '" + text + "' (a token looks like v5.last-page.AD9x)");
    }
    List<String> driver = Arrays.asList(text.substring(0, first).split("\\+", -1));
    if (driver.contains("")) {
      throw new IllegalArgumentException(
          "the token '" + text + "' has an empty name before its first '.'");
    }
    String scenario = text.substring(first + 1, last);
    boolean access = scenario.endsWith(ACCESS);
    if (access) {
      scenario = scenario.substring(0, scenario.length() - ACCESS.length());
    }
    Case what =
        new Case(
            driver.get(0),
            driver.subList(1, driver.size()),
            scenario,
            access ? Granularity.ACCESS : Granularity.LOCK);
    try {
      return new Token(what, Schedule.decode(text.substring(last + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the token '" + text + "' has " + e.getMessage(), e);
    }
  }

  /** The tokens in a report of ours or in a mail that quotes one, in order, each once. */
  public static List<String> findAll(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = IN_TEXT.matcher(text);
    while (matcher.find()) {
      String token = matcher.group(1).replaceAll("[\\s\\\\]", "");
      if (token.indexOf('.') > 0 && !tokens.contains(token)) {
        tokens.add(token);
      }
    }
    return tokens;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(what.revision());
    what.patches().forEach(patch -> out.append('+').append(patch));
    out.append('.').append(what.scenario());
    if (what.granularity() == Granularity.ACCESS) {
      out.append(ACCESS);
    }
    return out.append('.').append(schedule.encode()).toString();
  }
}
