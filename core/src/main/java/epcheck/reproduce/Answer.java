package epcheck.reproduce;

import epcheck.dmesg.Report;
import epcheck.explore.DataRace;
import epcheck.explore.Finding;
import epcheck.explore.LockEdge;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Case;
import java.util.List;
import java.util.Optional;

/** What is said about one report. */
public sealed interface Answer {
  /** The report that it is about. */
  Report report();

  /**
   * There is a schedule that does this.
   *
   * @param states how many the search had visited when it met it
   */
  record Reproduced(
      Report report, Goal goal, Case what, Violation violation, Match match, long states)
      implements Answer {}

  /**
   * The locks are taken in this cycle, but no schedule of the cases looked at deadlocks on it.
   *
   * @param violation the circle, and a schedule that takes its locks in this order
   * @param deadlockFree every interleaving of that case was looked at
   */
  record NeverDeadlocks(
      Report report, Goal goal, Case what, Violation violation, Match match, boolean deadlockFree)
      implements Answer {}

  /**
   * The cycle cannot arise: some of its locks are never taken one inside the other.
   *
   * @param links of the cycle, in the order of the report
   * @param cases how many scenarios were explored in full
   */
  record OrdersDiffer(
      Report report, Goal goal, List<String> drivers, List<LinkHere> links, int cases)
      implements Answer {
    public OrdersDiffer {
      drivers = List.copyOf(drivers);
      links = List.copyOf(links);
    }
  }

  /**
   * A link of a reported cycle, and what there is of it.
   *
   * @param edge the two locks taken one inside the other; empty if they never are
   * @param otherwise how the second one is taken instead
   */
  record LinkHere(Party party, Optional<LockEdge> edge, List<LockEdge> otherwise) {
    public LinkHere {
      otherwise = List.copyOf(otherwise);
    }
  }

  /**
   * There is this data race. Its two accesses are what it consists of, so there is no schedule to
   * show.
   */
  record Raced(Report report, Goal goal, Case what, DataRace race, Match match) implements Answer {}

  /**
   * No schedule of the cases looked at does this.
   *
   * @param unlike how many are recorded with all their violations, none of which is of the kind
   * @param explored how many were explored in full
   * @param unfinished how many were not, for want of time
   * @param nearest what came nearest to it, if anything did
   */
  record NotFound(
      Report report, Goal goal, int unlike, int explored, int unfinished, Optional<Near> nearest)
      implements Answer {}

  /** A finding that matches a report in part. */
  record Near(Case what, Finding finding, Match match) {}

  /**
   * It is about something that the model does not have.
   *
   * @param reasons what, each in a sentence
   */
  record NotModelled(Report report, List<String> reasons) implements Answer {
    public NotModelled {
      reasons = List.copyOf(reasons);
    }
  }
}
