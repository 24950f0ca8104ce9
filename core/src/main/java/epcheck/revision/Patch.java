package epcheck.revision;

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

  /** The revision with this patch on top. */
  Revision on(Revision base);
}
