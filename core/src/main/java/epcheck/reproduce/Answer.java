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
   * @param title what the patches of the case do, or an empty string
   * @param states how many the search had visited when it met it
   */
  record Reproduced(
      Report report,
      Goal goal,
      Case what,
      String title,
      Violation violation,
      Match match,
      long states)
      implements Answer {}

  /**
   * The locks are taken in this cycle, but no schedule of the cases looked at deadlocks on it.
   *
   * @param title what the patches of the case do, or an empty string
   * @param violation the circle, and a schedule that takes its locks in this order
   * @param deadlockFree every interleaving of that case was looked at
   */
  record NeverDeadlocks(
      Report report,
      Goal goal,
      Case what,
      String title,
      Violation violation,
      Match match,
      boolean deadlockFree)
      implements Answer {}

  /**
   * In no scenario are the locks taken in this cycle: some of them are never taken one inside the
   * other, or each link is in another scenario.
   *
   * @param driver the one that comes nearest to it
   * @param links of the cycle, in the order of the report, and what that driver has of them
   * @param others the other drivers that do not have it either
   * @param cases how many were explored in full, of all drivers
   * @param unknown the drivers of which nothing is said, as not all of their cases were
   * @param unfinished how many of these were not, for want of time
   */
  record OrdersDiffer(
      Report report,
      Goal goal,
      String driver,
      List<LinkHere> links,
      List<String> others,
      int cases,
      List<String> unknown,
      int unfinished)
      implements Answer {
    public OrdersDiffer {
      unknown = List.copyOf(unknown);
      links = List.copyOf(links);
      others = List.copyOf(others);
    }

    /** Whether a kernel that runs all scenarios would have the whole cycle. */
    boolean hasAllLinks() {
      return links.stream().allMatch(link -> link.edge().isPresent());
    }
  }

  /**
   * A link of a reported cycle, and what there is of it.
   *
   * @param edge the two locks taken one inside the other; empty if they never are
   * @param where the scenario that does so, or an empty string
   * @param otherwise how the second one is taken instead
   */
  record LinkHere(Party party, Optional<LockEdge> edge, String where, List<LockEdge> otherwise) {
    public LinkHere {
      otherwise = List.copyOf(otherwise);
    }
  }

  /**
   * There is this data race. Its two accesses are what it consists of, so there is no schedule to
   * show.
   *
   * @param title what the patches of the case do, or an empty string
   */
  record Raced(Report report, Goal goal, Case what, String title, DataRace race, Match match)
      implements Answer {}

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

  /**
   * A finding that matches a report in part.
   *
   * @param title what the patches of the case do, or an empty string
   */
  record Near(Case what, String title, Finding finding, Match match) {}

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
