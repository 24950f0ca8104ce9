package epcheck.explore;

import epcheck.kernel.Model;
import epcheck.kernel.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The way in: explores a model, and replays a schedule of one. Each time the model is {@link Built}
 * anew; the search runs {@link Watched}; {@link Counterexamples} and {@link CriticalSections} tell
 * what it found.
 */
public final class Explorer {
  /** What a model may have, kworkers included. */
  public static final int MAX_TASKS = Machine.MAX_TASKS;

  /** After so long without a single step the model is declared to hang. */
  private static final Duration HANG = Duration.ofSeconds(20);

  private final Model model;
  private final Options options;
  private final Duration hang;
  private volatile boolean stopped;

  public Explorer(Model model, Options options) {
    this(model, options, HANG);
  }

  /**
   * One with a patience of its own.
   *
   * @param hang after so long without a single step the model is declared to hang
   */
  public Explorer(Model model, Options options, Duration hang) {
    this.model = model;
    this.options = options;
    this.hang = hang;
  }

  /**
   * Explores every interleaving.
   *
   * @throws ModelError if the model cannot be explored
   */
  public Verdict run(Progress progress) {
    return run(finding -> false, progress);
  }

  /** The same, but ends early, as if the budget ran out, with a finding like that. */
  Verdict run(Predicate<Finding> last, Progress progress) {
    Built built = build();
    Search search = search(built);
    search.findings.want(last);
    Watched searching = new Watched(search::run);
    String why = await(searching, search, progress);
    return verdict(built, search, why, searching.seconds());
  }

  /**
   * The same, but goes on from where an earlier run has left off, and keeps where it is itself.
   *
   * @throws Checkpoint.Unusable if there is a checkpoint that it cannot go on from
   */
  public Verdict run(Checkpoint checkpoint, Progress progress) throws Checkpoint.Unusable {
    Built built = build();
    Search search = search(built);
    double before = checkpoint.exists() ? checkpoint.load(search) : 0;
    Watched searching = new Watched(search::run);
    String why =
        await(
            searching,
            search,
            (states, transitions, depth, seconds) -> {
              if (checkpoint.isDue()) {
                search.meanwhile(() -> checkpoint.save(search, before + seconds));
              }
              progress.at(states, transitions, depth, before + seconds);
            });
    double seconds = before + searching.seconds();
    if (search.isLeft()) {
      checkpoint.save(search, seconds);
    }
    return verdict(built, search, why, seconds);
  }

  /** Ends what runs, as if the budget ran out; to be called from another thread. */
  public void stop() {
    stopped = true;
  }

  private String await(Watched searching, Search search, Progress progress) {
    return searching.await(search, this::mustEnd, hang, progress);
  }

  /** Why a search that has taken so long has to end now, or an empty string. */
  private String mustEnd(double seconds) {
    if (stopped) {
      return Verdict.INTERRUPTED;
    }
    double budget = options.budget().toMillis() / 1000.0;
    return seconds > budget ? "the budget of " + budget + " s ran out" : "";
  }

  /** What a search has found that is over. */
  Verdict verdict(Built built, Search search, String why, double seconds) {
    Verdict.Statistics statistics = statistics(search, seconds);
    List<String> reached = built.kernel.reached();
    LockCycles cycles = new LockCycles(built.machine);
    List<CriticalSections.Longest> longest = built.machine.sections.take();
    List<Verdict.Violation> violations = counterexamples(built, search, cycles).all();
    List<LockEdge> lockOrder = cycles.lockOrder();
    List<LockSection> sections = CriticalSections.told(longest, built.machine);
    if (violations.isEmpty() && search.isComplete()) {
      violations = Counterexamples.neverHappened(built, reached).stream().toList();
    }
    return new Verdict(
        search.isComplete(),
        why,
        violations,
        search.findings.races(),
        built.scheduledCells(),
        lockOrder,
        sections,
        reached,
        statistics);
  }

  /**
   * What came of a search for one violation.
   *
   * @param complete every interleaving was covered; so if there is no violation, there is none
   * @param incompleteBecause why not, or an empty string; also empty if it was found
   */
  public record Sought(
      Optional<Verdict.Violation> violation,
      boolean complete,
      String incompleteBecause,
      Verdict.Statistics statistics) {}

  /**
   * Explores until it meets a finding that is wanted, and looks for a shorter schedule to it.
   *
   * @throws ModelError if the model cannot be explored
   */
  public Sought find(Predicate<Finding> wanted, Progress progress) {
    List<Integer> scheduled = new ArrayList<>();
    while (true) {
      Built built = build();
      built.machine.promoteAll(scheduled);
      try {
        return find(built, wanted, progress);
      } catch (Machine.Promotion promotion) {
        // On the way to a shorter schedule: where the search never was, since it ended early.
        scheduled.clear();
        scheduled.addAll(built.machine.slots.promoted());
        scheduled.add(promotion.slot);
      }
    }
  }

  private Sought find(Built built, Predicate<Finding> wanted, Progress progress) {
    Search search = search(built);
    search.findings.want(wanted);
    Watched searching = new Watched(search::run);
    String why = await(searching, search, progress);
    Verdict.Statistics statistics = statistics(search, searching.seconds());
    Findings.Found met = search.findings.met();
    if (met == null) {
      return new Sought(Optional.empty(), search.isComplete(), why, statistics);
    }
    LockCycles cycles = new LockCycles(built.machine);
    Verdict.Violation violation = counterexamples(built, search, cycles).of(met, wanted);
    return new Sought(Optional.of(violation), false, "", statistics);
  }

  /** The lock classes of the model. */
  public List<Lock> locks() {
    return build().machine.order.classes().stream().map(LockClass::told).toList();
  }

  /**
   * All the ways in which an execution can end, in the words of {@link Outcome}.
   *
   * @throws IllegalStateException if the budget did not suffice to find them all
   */
  public SortedSet<String> outcomes() {
    Built built = build();
    Search search = search(built);
    SortedSet<String> outcomes = new TreeSet<>();
    search.findings.onFinalState(m -> outcomes.add(built.outcome()));
    search.findings.onEach((finding, step) -> noteWarning(finding, outcomes));
    search.findings.onDeadEnd(
        finding -> outcomes.add(Outcome.ofBug(finding.oracle(), finding.text())));
    String why = await(new Watched(search::run), search, Progress.NONE);
    if (!search.isComplete()) {
      throw new IllegalStateException("there may be more outcomes: " + why);
    }
    return outcomes;
  }

  /**
   * What the executions come past, by a search of its own; empty if the budget does not suffice for
   * all of them.
   */
  public Optional<Coverage> coverage(Progress progress) {
    Built built = build();
    CoverageListener listener = new CoverageListener(built.machine);
    built.machine.listen(listener);
    Search search = search(built);
    await(new Watched(search::run), search, progress);
    return search.isComplete() ? Optional.of(listener.coverage()) : Optional.empty();
  }

  private static void noteWarning(Finding finding, Set<String> outcomes) {
    if (finding.oracle().equals(Outcome.WARNING)) {
      outcomes.add(Outcome.WARNING);
    }
  }

  /**
   * Runs one schedule and tells what it leads to.
   *
   * @return what the last step, or the state after it, breaks
   * @throws ModelError if the schedule was made for another model
   */
  public Replay replay(Schedule schedule) {
    return replay(schedule, Onlooker.NOBODY);
  }

  /** The same, with somebody who looks on. */
  public Replay replay(Schedule schedule, Onlooker onlooker) {
    return new Replayer(build(), onlooker).replay(schedule);
  }

  /**
   * What a replayed schedule led to; no finding if it broke nothing.
   *
   * @param circles the circles of locks that are among the findings
   */
  public record Replay(List<Finding> findings, Trace trace, List<LockCircle> circles) {
    public Replay {
      findings = List.copyOf(findings);
      circles = List.copyOf(circles);
    }
  }

  Built build() {
    return new Built(model, options.granularity());
  }

  Search search(Built built) {
    return new Search(
        built.machine, built.always, built.atEnd, options.matchStates(), options.sleepSets());
  }

  private Counterexamples counterexamples(Built built, Search search, LockCycles cycles) {
    return new Counterexamples(built, search, cycles, options.minimize(), () -> stopped);
  }

  private static Verdict.Statistics statistics(Search search, double seconds) {
    return new Verdict.Statistics(
        search.states(),
        search.transitions(),
        search.finalStates(),
        search.deepest(),
        search.bytes(),
        seconds);
  }
}
