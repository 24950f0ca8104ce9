package epcheck.validate;

import epcheck.explore.LockUnion;
import epcheck.explore.SectionUnion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a change does to how long locks are held: the longest section of each lock class in any
 * scenario, readers apart.
 */
public record SectionDifference(LockUnion before, LockUnion after) {
  /** Of two numbers, either of which may be a lower bound. */
  public enum Sense {
    LONGER,
    SHORTER,

    /** One of them may be more than is known, so that they do not compare. */
    UNKNOWN
  }

  /**
   * A lock class whose longest section is another one now.
   *
   * @param before the longest before the change, or null if it was never held
   * @param after the same after it
   */
  public record Changed(SectionUnion.Row before, SectionUnion.Row after, Sense sense) {
    /** A row that is there. */
    public SectionUnion.Row row() {
      return after == null ? before : after;
    }
  }

  /** Those that are not as before, by the longest of them. */
  public List<Changed> changed() {
    Map<Object, SectionUnion.Row> old = new LinkedHashMap<>();
    before.sections().rows().forEach(row -> old.put(key(row), row));
    List<Changed> changed = new ArrayList<>();
    for (SectionUnion.Row row : after.sections().rows()) {
      add(old.remove(key(row)), row, changed);
    }
    old.values().forEach(row -> add(row, null, changed));
    return changed;
  }

  private static Object key(SectionUnion.Row row) {
    return List.of(row.section().taken().lock().name(), row.section().taken().use().reads());
  }

  private void add(SectionUnion.Row was, SectionUnion.Row is, List<Changed> changed) {
    if (steps(was) != steps(is) || loops(was) != loops(is)) {
      changed.add(new Changed(was, is, sense(was, is)));
    }
  }

  private Sense sense(SectionUnion.Row was, SectionUnion.Row is) {
    int more = Integer.compare(steps(is), steps(was));
    boolean alike = loops(was) && loops(is);
    if (more >= 0 && before.complete() && (!loops(was) || alike)) {
      return Sense.LONGER;
    }
    if (more <= 0 && after.complete() && (!loops(is) || alike)) {
      return Sense.SHORTER;
    }
    return Sense.UNKNOWN;
  }

  private static int steps(SectionUnion.Row row) {
    return row == null ? 0 : row.section().steps();
  }

  private static boolean loops(SectionUnion.Row row) {
    return row != null && row.section().loops();
  }
}
