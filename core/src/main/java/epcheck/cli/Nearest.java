package epcheck.cli;

import epcheck.cli.Catalog.Entry;
import epcheck.scenario.Spelling;
import java.util.Collection;
import java.util.List;

/** The names that somebody may have meant. */
public final class Nearest {
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
    List<String> near = Spelling.near(name, names);
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
}
