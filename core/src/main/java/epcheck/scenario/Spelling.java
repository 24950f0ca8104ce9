package epcheck.scenario;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The names that somebody may have meant. */
public final class Spelling {
  private static final int MOST = 3;
  private static final int ALL = 8;
  private static final int LONGEST = 100;

  /** What has the keys and the other words of a scenario. */
  static final String PAGE = "docs/scenario.md";

  private Spelling() {}

  /** For example {@code did you mean cg?}, or which names there are. */
  static String hint(String typed, Collection<String> names) {
    List<String> near = near(typed, names);
    if (!near.isEmpty()) {
      return "did you mean " + String.join(" or ", near) + "?";
    }
    if (names.isEmpty()) {
      return "there is none";
    }
    List<String> some = names.stream().limit(ALL).toList();
    return "there is " + String.join(", ", some) + (names.size() > ALL ? ", ..." : "");
  }

  /** The same for one of more words than a line holds: where the others are. */
  static String hint(String typed, Collection<String> words, String where) {
    return hint(typed, words).replaceFirst(", \\.\\.\\.$", ", ... (all: " + where + ")");
  }

  /** The names that are close to what was typed, the closest first. */
  public static List<String> near(String typed, Collection<String> names) {
    if (typed.length() > LONGEST) {
      return List.of();
    }
    int most = Math.max(1, (typed.length() + 2) / 3);
    return names.stream()
        .filter(name -> isNear(distance(typed, name), most, typed, name) || begins(typed, name))
        .sorted(
            Comparator.<String>comparingInt(name -> distance(typed, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  /** One letter in the place of another is no slip of the pen if the name has no other letter. */
  private static boolean isNear(int distance, int most, String typed, String name) {
    return distance <= most && distance < Math.max(typed.length(), name.length());
  }

  private static boolean begins(String typed, String name) {
    return typed.length() > 2 && (name.startsWith(typed) || typed.startsWith(name));
  }

  /**
   * How many letters are missing, needless, wrong or in the wrong order; without regard to case.
   */
  private static int distance(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          distance[i][j] = i + j;
          continue;
        }
        int replaced = distance[i - 1][j - 1] + (same(a, i - 1, b, j - 1) ? 0 : 1);
        int moved = 1 + Math.min(distance[i - 1][j], distance[i][j - 1]);
        distance[i][j] = Math.min(replaced, moved);
        if (i > 1 && j > 1 && same(a, i - 1, b, j - 2) && same(a, i - 2, b, j - 1)) {
          distance[i][j] = Math.min(distance[i][j], 1 + distance[i - 2][j - 2]);
        }
      }
    }
    return distance[a.length()][b.length()];
  }

  private static boolean same(String a, int i, String b, int j) {
    return Character.toLowerCase(a.charAt(i)) == Character.toLowerCase(b.charAt(j));
  }
}
