package epcheck.revision;

import java.util.List;

/**
 * A named change on top of a revision: the revert of a real fix, a seeded fault, a fix, somebody's
 * proposal.
 */
public interface Patch {
  /** The name on the command line. */
  String name();

  /** What it does, in a line. */
  String title();

  /** The concern whose functions it changes; two patches of one concern cannot be combined yet. */
  String concern();

  /**
   * Whether it fits a revision: the classes that it overrides are mainline's and v5's, of which v3
   * has the latter, too.
   */
  default boolean isFor(Revision base) {
    return List.of("mainline", "v3", "v5").contains(base.name());
  }

  /** The revision with this patch on top. */
  Revision on(Revision base);
}
