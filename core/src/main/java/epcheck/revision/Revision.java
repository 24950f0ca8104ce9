package epcheck.revision;

import epcheck.sgx.SgxDriver.Parts;

/** One version of the driver: which class stands for each concern. */
public interface Revision extends Parts {
  /** The name on the command line, for example {@code v5}. */
  String name();

  /** What it is, in a line. */
  String title();
}
