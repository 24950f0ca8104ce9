package epcheck.explore;

import epcheck.kernel.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tells what a search has found: each finding with the schedule to it that is easiest to read, for
 * which it searches once more ({@link Shortest}), retold step by step.
 */
final class Counterexamples {
  private final Built built;
  private final Machine machine;
  private final Search search;
  private final LockCycles cycles;
  private final Duration patience;
  private final BooleanSupplier stopped;

  /**
   * To be asked for after the search, and before anything else is done with the machine.
   *
   * @param patience how long to look for short schedules; with none they stay as they were found
   * @param stopped not even that long
   */
  Counterexamples(
      Built built, Search search, LockCycles cycles, Duration patience, BooleanSupplier stopped) {
    this.built = built;
    this.machine = built.machine;
    this.search = search;
    this.cycles = cycles;
    this.patience = patience;
    this.stopped = stopped;
  }

  /** All that was found: causes before consequences, and of these what is easiest to read first. */
  List<Verdict.Violation> all() {
    List<Findings.Found> found = search.findings.all();
    boolean noDeadlock =
        search.isComplete() && found.stream().noneMatch(f -> isDeadlock(f.finding()));
    found.addAll(cycles.found());
    search.forgetStates();
    if (found.isEmpty()) {
      return List.of();
    }
    machine.rewind();
    Shortest shorter = shortest();
    Map<String, Shortest.Path> paths =
        findIfSeen(shorter, found.stream().map(f -> f.finding().key()).collect(Collectors.toSet()));
    cycles.lockOrder();
    List<Verdict.Violation> violations = new ArrayList<>();
    for (Findings.Found f : found) {
      Shortest.Path path = paths.get(f.finding().key());
      boolean exact = path != null && path.exact() && shorter.finished();
      violations.add(told(f, path, exact, noDeadlock));
    }
    violations.sort(
        Comparator.comparing((Verdict.Violation v) -> !v.follows().isEmpty())
            .thenComparing(v -> v.finding().oracle().equals(LockCycle.ORACLE))
            .thenComparingInt(Verdict.Violation::preemptions)
            .thenComparingInt(Verdict.Violation::steps)
            .thenComparing(v -> v.finding().key()));
    return violations;
  }

  /** One finding; its shortest schedule only if the finding there is wanted too. */
  Verdict.Violation of(Findings.Found met, Predicate<Finding> wanted) {
    search.forgetStates();
    machine.rewind();
    Shortest shorter = shortest();
    Shortest.Path path = find(shorter, Set.of(met.finding().key())).get(met.finding().key());
    if (path == null || !wanted.test(path.finding())) {
      return told(met, null, false, false);
    }
    return told(met, path, path.exact() && shorter.finished(), false);
  }

  /**
   * What a complete search should have come past and did not. Where something else is violated that
   * may be why.
   */
  static Optional<Verdict.Violation> neverHappened(Built built, List<String> reached) {
    List<String> missing = built.missing(reached);
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    Machine machine = built.machine;
    machine.rewind();
    Finding finding =
        new Finding(
            Verdict.Violation.NEVER_HAPPENED,
            "in no interleaving does this happen: " + String.join("; ", missing),
            List.of());
    int[] nothing = {};
    return Optional.of(
        new Verdict.Violation(
            finding,
            Schedule.of(machine.slots.promoted(), nothing),
            0,
            true,
            "",
            new Recorder(machine).play(nothing)));
  }

  private Shortest shortest() {
    long deadline = System.nanoTime() + patience.toNanos();
    return new Shortest(
        machine,
        built.always,
        built.atEnd,
        cycles,
        () -> stopped.getAsBoolean() || System.nanoTime() - deadline > 0);
  }

  /** The same, but none where a search that ended early has not seen which cells are shared. */
  private Map<String, Shortest.Path> findIfSeen(Shortest shorter, Set<String> keys) {
    try {
      return find(shorter, keys);
    } catch (Machine.Promotion promotion) {
      return Map.of();
    }
  }

  private Map<String, Shortest.Path> find(Shortest shorter, Set<String> keys) {
    if (patience.isZero() || stopped.getAsBoolean()) {
      return Map.of();
    }
    Map<String, Shortest.Path> paths = new HashMap<>();
    new Watched(() -> paths.putAll(shorter.find(keys))).join();
    return paths;
  }

  /**
   * A finding with its schedule, retold.
   *
   * @param path a schedule that is better than the one it was found with, or null
   */
  private Verdict.Violation told(
      Findings.Found found, Shortest.Path path, boolean shortest, boolean noDeadlock) {
    int[] schedule = path == null ? found.schedule() : path.schedule();
    Finding finding = path == null ? found.finding() : path.finding();
    LockCycles.rewind(machine);
    Recorder recorder = new Recorder(machine);
    Trace trace = recorder.play(schedule);
    LockCircle circle = cycles.tell(finding, recorder);
    if (circle != null) {
      finding = circle.finding();
      circle = noDeadlock ? circle : circle.withoutGates();
    }
    return new Verdict.Violation(
        finding,
        Schedule.of(machine.slots.promoted(), schedule),
        (int) trace.steps().stream().filter(Trace.Step::preempts).count(),
        shortest,
        recorder.firstFinding(),
        trace,
        circle);
  }

  private static boolean isDeadlock(Finding finding) {
    return finding.oracle().equals(Outcome.DEADLOCK) || finding.oracle().equals("livelock");
  }
}
