package epcheck.cli;

import epcheck.cli.Catalog.Entry;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The names that somebody may have meant. */
public final class Nearest {
  private static final int MOST = 3;
  private static final int ALL = 8;

  private Nearest() {}

  /**
   * Checks a name.
   *
   * @param kind for example {@code revision}
   * @throws BadInput if there is no such name
   */
  static void require(String kind, String name, List<Entry> known) throws BadInput {
    List<String> names = known.stream().map(Entry::name).toList();
    if (!names.contains(name)) {
      throw new BadInput("unknown " + kind + " '" + name + "'" + hint(kind, name, names));
    }
  }

  /** For example {@code ; did you mean v5?}, or where to find the names. */
  public static String hint(String kind, String name, Collection<String> names) {
    List<String> near = of(name, names);
    if (!near.isEmpty()) {
      return "; did you mean " + String.join(" or ", near) + "?";
    }
    if (names.isEmpty()) {
      return "; there is none";
    }
    return names.size() <= ALL
        ? "; there is " + String.join(", ", names)
        : "; see 'epcheck list " + kind.replaceFirst("ch$", "che") + "s'";
  }

  /** The names that are close to what was typed, the closest first. */
  public static List<String> of(String typed, Collection<String> names) {
    return names.stream()
        .filter(
            name ->
                distance(typed, name) <= Math.max(1, (typed.length() + 1) / 3)
                    || begins(typed, name))
        .sorted(
            Comparator.<String>comparingInt(name -> distance(typed, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  private static boolean begins(String typed, String name) {
    return typed.length() > 2 && (name.startsWith(typed) || typed.startsWith(name));
  }

  /** Levenshtein's distance, without regard to case. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int replaced = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
