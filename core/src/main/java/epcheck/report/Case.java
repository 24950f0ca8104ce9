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

  /** As part of a file's name, for example {@code v5+mmput-in-srcu.close-vs-reclaim}. */
  public String fileName() {
    String driver = patches.isEmpty() ? revision : revision + "+" + String.join("+", patches);
    return (driver + "." + scenario).replaceAll("[^\\w.+-]", "_");
  }

  /** The arguments of the command that checks it, for example {@code check -r v5 -s last-page}. */
  public String command() {
    StringBuilder command = new StringBuilder("check -r ").append(revision);
    patches.forEach(patch -> command.append(" -p ").append(patch));
    return command.append(" -s ").append(scenario).toString();
  }

  /** For example {@code v5 / last-page}. */
  @Override
  public String toString() {
    return driver() + " / " + scenario;
  }
}
