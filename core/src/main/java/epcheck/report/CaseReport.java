package epcheck.report;

/** A report for programs over several cases, which are added in the order of the command line. */
public interface CaseReport {
  void add(Checked checked);

  /** A case that has no verdict. */
  void addFailed(Case what, String error);

  /** The report so far. */
  String text();
}
