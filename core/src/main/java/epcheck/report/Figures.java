package epcheck.report;

import java.util.Locale;

/** Numbers as text. */
public final class Figures {
  private Figures() {}

  /** For example {@code 1,204}. */
  public static String grouped(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** For example {@code 1,204 states}, {@code 1 step}. */
  public static String count(long n, String noun) {
    String plural = noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    return grouped(n) + " " + (n == 1 ? noun : plural);
  }

  /** For example {@code 0.8 s}, {@code 2 min 05 s}. */
  static String seconds(double seconds) {
    if (seconds < 99.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%,d min %02d s", whole / 60, whole % 60);
  }

  /** For example {@code 3e-14}. */
  public static String chance(double chance) {
    return chance == 0 ? "0" : String.format(Locale.ROOT, "%.0e", chance);
  }
}
