package epcheck.reproduce;

import epcheck.dmesg.IrqLockReport;
import epcheck.dmesg.Report;
import epcheck.explore.DataRace;
import epcheck.explore.Explorer;
import epcheck.explore.Finding;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Violation;
import epcheck.reproduce.Answer.Near;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
  static final String MERGED = "mainline";

  private static final Comparator<Target> USUAL_FIRST =
      Comparator.comparing((Target t) -> !t.what().revision().equals(MERGED))
          .thenComparing(Target::slow);

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
    Goal goal = whole.get().within(vocabulary);
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
      } else if (!vocabulary.mayKnow(party)) {
        missing.add(
            party.who()
                + (party.frames().isEmpty()
                    ? " has no call chain that could be read"
                    : " is in no function of the model: " + functions(party)));
      }
    }
    if (goal.parties().isEmpty()) {
      missing.add("too little of it could be read: no lock, no task and no function to look for");
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
        List<Target> usualFirst = targets.stream().sorted(USUAL_FIRST).toList();
        return firstOf(usualFirst, this::race).orElseGet(() -> notFound(0));
      }
      List<Target> nearestFirst =
          targets.stream()
              .filter(target -> target.nearness(goal, vocabulary) > 0)
              .sorted(
                  Comparator.comparingInt((Target t) -> -t.nearness(goal, vocabulary))
                      .thenComparing(USUAL_FIRST))
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

    /** What comes of a search, or nothing if there is no time left for one. */
    private <T> Optional<T> explore(Target target, BiFunction<Explorer, Progress, T> how) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isNegative() || left.isZero()) {
        return Optional.empty();
      }
      Progress progress = observer.begin(target.what());
      try {
        Options options = Options.DEFAULT.withBudget(left);
        return Optional.of(how.apply(new Explorer(target.model().get(), options), progress));
      } finally {
        observer.end(target.what());
      }
    }

    private void count(boolean complete) {
      explored += complete ? 1 : 0;
      unfinished += complete ? 0 : 1;
    }

    private Optional<Answer> schedule(Target target) {
      Optional<Explorer.Sought> sought =
          explore(
              target,
              (explorer, progress) ->
                  explorer.find(finding -> isWanted(target, finding), progress));
      Optional<Violation> found = sought.flatMap(Explorer.Sought::violation);
      if (found.isEmpty()) {
        count(sought.map(Explorer.Sought::complete).orElse(false));
        return Optional.empty();
      }
      Violation violation = found.get();
      return Optional.of(
          new Answer.Reproduced(
              report,
              goal,
              target.what(),
              target.title(),
              violation,
              Match.of(goal.parties(), Actor.of(violation.finding()), vocabulary),
              sought.get().statistics().states()));
    }

    private boolean isWanted(Target target, Finding finding) {
      if (!goal.oracles().contains(finding.oracle())) {
        return false;
      }
      Match match = Match.of(goal.parties(), Actor.of(finding), vocabulary);
      if (match.matched() > (nearest == null ? 0 : nearest.match().matched())) {
        nearest = new Near(target.what(), target.title(), finding, match);
      }
      return match.isComplete();
    }

    private Optional<Answer> race(Target target) {
      Optional<Verdict> verdict = explore(target, Explorer::run);
      count(verdict.map(Verdict::complete).orElse(false));
      for (DataRace race : verdict.map(Verdict::races).orElse(List.of())) {
        Match match = Match.of(goal.parties(), Actor.of(race), vocabulary);
        if (match.isComplete()) {
          return Optional.of(
              new Answer.Raced(report, goal, target.what(), target.title(), race, match));
        }
      }
      return Optional.empty();
    }

    // ---- lock cycles on which nothing deadlocks

    private Optional<Answer> cycle(Target target) {
      Optional<Verdict> verdict = explore(target, Explorer::run);
      for (Violation violation : verdict.map(Verdict::violations).orElse(List.of())) {
        if (violation.circle() != null) {
          Match match = Match.of(goal.parties(), Actor.of(violation.circle()), vocabulary);
          if (match.isComplete()) {
            return Optional.of(
                new Answer.NeverDeadlocks(
                    report,
                    goal,
                    target.what(),
                    target.title(),
                    violation,
                    match,
                    verdict.get().complete()));
          }
        }
      }
      return Optional.empty();
    }

    /** Nobody has the cycle: what there is of it, in the driver that has most of it. */
    private Optional<Answer> ordersDiffer() {
      List<Target> plain = targets.stream().filter(t -> t.what().patches().isEmpty()).toList();
      LockOrders orders = new LockOrders(goal, vocabulary);
      for (Target target : plain.isEmpty() ? targets : plain) {
        // What is recorded has no such cycle; where that takes long, it was looked at before.
        if (target.recorded().isEmpty() || !target.slow()) {
          Optional<Verdict> verdict = explore(target, Explorer::run).filter(Verdict::complete);
          verdict.ifPresentOrElse(
              complete -> orders.add(target.what(), complete), () -> orders.omit(target.what()));
        }
      }
      unfinished = Math.max(unfinished, orders.omitted());
      return orders.answer(report);
    }
  }
}
