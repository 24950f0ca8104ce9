package epcheck.reproduce;

import epcheck.dmesg.IrqLockReport;
import epcheck.dmesg.Report;
import epcheck.explore.DataRace;
import epcheck.explore.Explorer;
import epcheck.explore.Finding;
import epcheck.explore.LockEdge;
import epcheck.explore.LockUnion;
import epcheck.explore.LockUse;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Violation;
import epcheck.reproduce.Answer.LinkHere;
import epcheck.reproduce.Answer.Near;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks for the schedule of a report: in the cases that are known to go wrong in a similar way
 * first, then in all others, until the time is over.
 *
 * <p>A search ends with the first state that meets the goal, so it seldom has to visit many; only
 * where there is none it visits all, and then it is certain that there is none in that case. Cases
 * of which all violations are recorded, and none is of the kind, need no search.
 */
public final class Reproduction {
  /** What most kernels have; reports of series that were never merged are rare. */
  private static final String MERGED = "mainline";

  private final List<Target> targets;
  private final Vocabulary vocabulary;
  private final Duration budget;
  private final Observer observer;

  /**
   * @param targets where to look
   * @param budget how long, for each report
   */
  public Reproduction(
      List<Target> targets, Vocabulary vocabulary, Duration budget, Observer observer) {
    this.targets = List.copyOf(targets);
    this.vocabulary = vocabulary;
    this.budget = budget;
    this.observer = observer;
  }

  /** Says of a report what there is to say. */
  public Answer answer(Report report) {
    Optional<Goal> whole = Goals.of(report);
    if (whole.isEmpty()) {
      return new Answer.NotModelled(report, List.of(reason(report)));
    }
    List<String> missing = missing(whole.get());
    Goal goal = known(whole.get());
    if (goal.parties().isEmpty() || goal.isLockCycle() && !missing.isEmpty()) {
      return new Answer.NotModelled(report, missing);
    }
    return new Hunt(report, goal).answer();
  }

  private static String reason(Report report) {
    return report instanceof IrqLockReport
        ? "interrupt context is not modelled"
        : "the model has nothing of this kind";
  }

  /** What keeps parties from being in the model. */
  private List<String> missing(Goal goal) {
    List<String> missing = new ArrayList<>();
    for (Party party : goal.parties()) {
      if (party.isToldByLocks()) {
        if (!vocabulary.knowsLock(party.acquired())) {
          missing.add("the lock " + party.acquired() + " is not in the model");
        }
      } else if (!vocabulary.knows(party.frames())) {
        missing.add(
            party.who()
                + (party.frames().isEmpty()
                    ? " has no call chain that could be read"
                    : " is in no function of the model: " + functions(party)));
      }
    }
    if (goal.parties().isEmpty()) {
      missing.add("too little of it could be read to look for it");
    }
    return missing.stream().distinct().toList();
  }

  private String functions(Party party) {
    return party.frames().stream()
        .limit(4)
        .map(
            f ->
                vocabulary.leftOut().containsKey(f)
                    ? f + " (" + vocabulary.leftOut().get(f) + ")"
                    : f)
        .collect(Collectors.joining(", "));
  }

  /** The same without the parties that are not in the model. */
  private Goal known(Goal goal) {
    return new Goal(
        goal.inWords(),
        goal.oracles(),
        goal.parties().stream()
            .filter(p -> p.isToldByLocks() || vocabulary.knows(p.frames()))
            .toList());
  }

  /** The search for one goal. */
  private final class Hunt {
    private final Report report;
    private final Goal goal;
    private final long deadline = System.nanoTime() + budget.toNanos();
    private int explored;
    private int unfinished;
    private Near nearest;

    Hunt(Report report, Goal goal) {
      this.report = report;
      this.goal = goal;
    }

    Answer answer() {
      if (goal.oracles().contains(Goals.DATA_RACE)) {
        return firstOf(targets, this::race).orElseGet(() -> notFound(0));
      }
      List<Target> nearestFirst =
          targets.stream()
              .filter(target -> target.nearness(goal, vocabulary) > 0)
              .sorted(
                  Comparator.comparingInt((Target t) -> -t.nearness(goal, vocabulary))
                      .thenComparing(t -> !t.what().revision().equals(MERGED))
                      .thenComparing(Target::slow))
              .toList();
      Optional<Answer> found = firstOf(nearestFirst, this::schedule);
      if (found.isEmpty() && goal.isLockCycle()) {
        found = firstOf(nearestFirst, this::cycle).or(this::ordersDiffer);
      }
      return found.orElseGet(() -> notFound(targets.size() - nearestFirst.size()));
    }

    private Optional<Answer> firstOf(
        List<Target> some, Function<Target, Optional<? extends Answer>> look) {
      for (Target target : some) {
        Optional<? extends Answer> found = look.apply(target);
        if (found.isPresent()) {
          return Optional.of(found.get());
        }
      }
      return Optional.empty();
    }

    private Answer notFound(int unlike) {
      return new Answer.NotFound(
          report, goal, unlike, explored, unfinished, Optional.ofNullable(nearest));
    }

    private <T> T explore(Target target, BiFunction<Explorer, Progress, T> how) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      Progress progress = observer.begin(target.what());
      try {
        return how.apply(
            new Explorer(target.model().get(), Options.DEFAULT.withBudget(left)), progress);
      } finally {
        observer.end(target.what());
      }
    }

    private void count(boolean complete) {
      explored += complete ? 1 : 0;
      unfinished += complete ? 0 : 1;
    }

    private Optional<Answer> schedule(Target target) {
      Explorer.Sought sought =
          explore(
              target,
              (explorer, progress) ->
                  explorer.find(finding -> isWanted(target, finding), progress));
      if (sought.violation().isEmpty()) {
        count(sought.complete());
        return Optional.empty();
      }
      Violation violation = sought.violation().get();
      return Optional.of(
          new Answer.Reproduced(
              report,
              goal,
              target.what(),
              violation,
              Match.of(goal.parties(), Actor.of(violation.finding()), vocabulary),
              sought.statistics().states()));
    }

    private boolean isWanted(Target target, Finding finding) {
      if (!goal.oracles().contains(finding.oracle())) {
        return false;
      }
      Match match = Match.of(goal.parties(), Actor.of(finding), vocabulary);
      if (match.matched() > (nearest == null ? 0 : nearest.match().matched())) {
        nearest = new Near(target.what(), finding, match);
      }
      return match.isComplete();
    }

    private Optional<Answer> race(Target target) {
      Verdict verdict = explore(target, Explorer::run);
      count(verdict.complete());
      for (DataRace race : verdict.races()) {
        Match match = Match.of(goal.parties(), Actor.of(race), vocabulary);
        if (match.isComplete()) {
          return Optional.of(new Answer.Raced(report, goal, target.what(), race, match));
        }
      }
      return Optional.empty();
    }

    // ---- lock cycles on which nothing deadlocks

    private Optional<Answer> cycle(Target target) {
      Verdict verdict = explore(target, Explorer::run);
      for (Violation violation : verdict.violations()) {
        if (violation.circle() != null) {
          Match match = Match.of(goal.parties(), Actor.of(violation.circle()), vocabulary);
          if (match.isComplete()) {
            return Optional.of(
                new Answer.NeverDeadlocks(
                    report, goal, target.what(), violation, match, verdict.complete()));
          }
        }
      }
      return Optional.empty();
    }

    /** Puts the lock orders of all cases together, if there is the time. */
    private Optional<Answer> ordersDiffer() {
      LockUnion order = new LockUnion();
      Set<String> drivers = new LinkedHashSet<>();
      int cases = 0;
      for (Target target : targets) {
        if (target.what().patches().isEmpty() && !target.slow()) {
          Verdict verdict = explore(target, (e, progress) -> e.run(progress));
          if (!verdict.complete()) {
            return Optional.empty();
          }
          order.add(target.what().toString(), verdict);
          drivers.add(target.what().driver());
          cases++;
        }
      }
      return Optional.of(
          new Answer.OrdersDiffer(report, goal, List.copyOf(drivers), links(order), cases));
    }

    private List<LinkHere> links(LockUnion order) {
      List<LockEdge> edges = order.rows().stream().map(LockUnion.Row::edge).toList();
      return goal.parties().stream().map(party -> link(party, edges)).toList();
    }

    /** The same two locks, or a wait where the report has a wait. */
    private static boolean isLike(LockEdge edge, Party party) {
      return Vocabulary.isSame(edge.held().lock().name(), party.held())
          || party.synchronizes() && edge.acquired().use() == LockUse.SYNCHRONIZE;
    }

    private LinkHere link(Party party, List<LockEdge> edges) {
      Optional<LockEdge> edge =
          edges.stream()
              .filter(e -> Match.of(List.of(party), List.of(Actor.of(e)), vocabulary).isComplete())
              .findFirst();
      List<LockEdge> otherwise =
          edges.stream()
              .filter(e -> Vocabulary.isSame(e.acquired().lock().name(), party.acquired()))
              .sorted(Comparator.comparing(e -> !isLike(e, party)))
              .toList();
      return new LinkHere(party, edge, edge.isPresent() ? List.of() : otherwise);
    }
  }
}
