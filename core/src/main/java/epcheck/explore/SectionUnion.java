package epcheck.explore;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The longest section of each lock class in any of several models, readers and writers apart. */
public final class SectionUnion {
  /**
   * The longest of a class and use.
   *
   * @param model the first one that has one as long
   * @param complete every interleaving of all models was covered
   */
  public record Row(LockSection section, String model, boolean complete) {
    /** There may be longer ones. */
    public boolean atLeast() {
      return !complete || section.loops();
    }
  }

  private record Key(String lock, boolean reads) {}

  private record Found(LockSection section, String model) {
    Found orLonger(Found other) {
      LockSection longer = section.orLonger(other.section);
      return new Found(longer, longer.steps() > section.steps() ? other.model : model);
    }
  }

  private final Map<Key, Found> longest = new LinkedHashMap<>();
  private boolean complete = true;

  void add(String model, Verdict verdict) {
    complete &= verdict.complete();
    for (LockSection section : verdict.sections()) {
      TakenLock taken = section.taken();
      longest.merge(
          new Key(taken.lock().name(), taken.use().reads()),
          new Found(section, model),
          Found::orLonger);
    }
  }

  boolean complete() {
    return complete;
  }

  /** The longest first. */
  public List<Row> rows() {
    return longest.values().stream()
        .map(found -> new Row(found.section, found.model, complete))
        .sorted(
            Comparator.comparingInt((Row row) -> -row.section.steps())
                .thenComparing(row -> row.section.taken().lock().name())
                .thenComparing(row -> row.section.taken().use()))
        .toList();
  }
}
