package epcheck.report;

import epcheck.explore.Granularity;
import java.util.List;

/**
 * What a verdict is about.
 *
 * @param revision for example {@code v5}
 * @param patches the changes on top of it, in order
 * @param scenario the name of a shipped scenario or of a user's file
 */
public record Case(
    String revision, List<String> patches, String scenario, Granularity granularity) {
  public Case {
    patches = List.copyOf(patches);
  }

  /** The driver, for example {@code v5 + mmput-in-srcu}. */
  public String driver() {
    return patches.isEmpty() ? revision : revision + " + " + String.join(" + ", patches);
  }

  /** For example {@code v5 / last-page}. */
  @Override
  public String toString() {
    return driver() + " / " + scenario;
  }
}
