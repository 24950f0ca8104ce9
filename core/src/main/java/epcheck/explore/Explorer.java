package epcheck.explore;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.Model;
import epcheck.kernel.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The way in: explores a model, and replays a schedule of one.
 *
 * <p>The search runs on a thread of its own, so that the calling one can keep the budget, show
 * progress, and notice a model that never comes back: code that loops without touching shared
 * memory cannot be interrupted, but it can be told.
 */
public final class Explorer {
  /** What a model may have, kworkers included. */
  public static final int MAX_TASKS = Machine.MAX_TASKS;

  /** After so long without a single step the model is declared to hang. */
  private static final Duration HANG = Duration.ofSeconds(20);

  private static final long POLL_MILLIS = 100;

  /** A model, built on a machine. */
  private static final class Built implements Model.Setup {
    final Machine machine;
    final ExploredKernel kernel;
    final List<Rule> always = new ArrayList<>();
    final List<Rule> atEnd = new ArrayList<>();
    final List<String> sometimes = new ArrayList<>();
    final List<Supplier<String>> outcomes = new ArrayList<>();

    Built(Model model, Granularity granularity) {
      machine = new Machine(granularity);
      kernel = new ExploredKernel(machine);
      model.build(this);
    }

    @Override
    public Kernel kernel() {
      return kernel;
    }

    @Override
    public int task(String name, List<EntryPoint> calls) {
      return machine.addTask(name, calls);
    }

    @Override
    public void always(Rule rule) {
      always.add(rule);
    }

    @Override
    public void atEnd(Rule rule) {
      atEnd.add(rule);
    }

    @Override
    public void sometimes(String event) {
      sometimes.add(event);
    }

    @Override
    public void outcome(Supplier<String> outcome) {
      outcomes.add(outcome);
    }

    String outcome() {
      return Outcome.ofFinalState(atEnd, outcomes);
    }
  }

  private final Model model;
  private final Options options;
  private final Duration hang;

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
    Built built = new Built(model, options.granularity());
    Search search = search(built);
    Watched searching = new Watched(search::run);
    String stopped = searching.await(search, options.budget(), hang, progress);
    Verdict.Statistics statistics = statistics(search, searching);
    List<String> reached = built.kernel.reached();
    LockCycles cycles = new LockCycles(built.machine);
    List<Verdict.Violation> violations = shorten(built, search, cycles);
    List<LockEdge> lockOrder = cycles.lockOrder();
    if (violations.isEmpty() && search.isComplete()) {
      violations = neverHappened(built, reached);
    }
    return new Verdict(
        search.isComplete(),
        stopped,
        violations,
        search.races(),
        scheduledCells(built.machine),
        lockOrder,
        reached,
        statistics);
  }

  /**
   * What a complete search should have come past and did not. Where something else is violated that
   * may be why.
   */
  private static List<Verdict.Violation> neverHappened(Built built, List<String> reached) {
    List<String> missing =
        built.sometimes.stream().filter(event -> !reached.contains(event)).distinct().toList();
    if (missing.isEmpty()) {
      return List.of();
    }
    Machine machine = built.machine;
    rewind(machine);
    Finding finding =
        new Finding(
            Verdict.Violation.NEVER_HAPPENED,
            "in no interleaving does this happen: " + String.join("; ", missing),
            List.of());
    return List.of(
        new Verdict.Violation(
            finding,
            Schedule.of(machine.slots.promoted(), new int[0]),
            0,
            true,
            "",
            new Recorder(machine).play(new int[0])));
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
      Built built = new Built(model, options.granularity());
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
    search.endWith(wanted);
    Watched searching = new Watched(search::run);
    String stopped = searching.await(search, options.budget(), hang, progress);
    Verdict.Statistics statistics = statistics(search, searching);
    Search.Found met = search.met();
    if (met == null) {
      return new Sought(Optional.empty(), search.isComplete(), stopped, statistics);
    }
    return new Sought(Optional.of(shortened(built, search, met, wanted)), false, "", statistics);
  }

  /** The shortest schedule to a finding like this one, if that is wanted too. */
  private Verdict.Violation shortened(
      Built built, Search search, Search.Found met, Predicate<Finding> wanted) {
    Machine machine = built.machine;
    LockCycles cycles = new LockCycles(machine);
    search.forgetStates();
    rewind(machine);
    long deadline = System.nanoTime() + options.minimize().toNanos();
    Shortest shorter = new Shortest(machine, built.always, built.atEnd, cycles, deadline);
    Map<String, Shortest.Path> paths = new HashMap<>();
    new Watched(() -> paths.putAll(shorter.find(Set.of(met.finding.key())))).join();
    Shortest.Path path = paths.get(met.finding.key());
    if (path == null || !wanted.test(path.finding())) {
      return told(machine, met, null, false, cycles, false);
    }
    return told(machine, met, path, path.exact() && shorter.finished(), cycles, false);
  }

  /** The lock classes of the model. */
  public List<Lock> locks() {
    return new Built(model, options.granularity())
        .machine.order.classes().stream().map(LockClass::told).toList();
  }

  /**
   * All the ways in which an execution can end, in the words of {@link Outcome}.
   *
   * @throws IllegalStateException if the budget did not suffice to find them all
   */
  public SortedSet<String> outcomes() {
    Built built = new Built(model, options.granularity());
    Search search = search(built);
    SortedSet<String> outcomes = new TreeSet<>();
    search.onFinalState(m -> outcomes.add(built.outcome()));
    search.onFinding((finding, step) -> noteWarning(finding, outcomes));
    search.onDeadEnd(finding -> outcomes.add(Outcome.ofBug(finding.oracle(), finding.text())));
    String stopped = new Watched(search::run).await(search, options.budget(), hang, Progress.NONE);
    if (!search.isComplete()) {
      throw new IllegalStateException("there may be more outcomes: " + stopped);
    }
    return outcomes;
  }

  private static void noteWarning(Finding finding, Set<String> outcomes) {
    if (finding.oracle().equals(Outcome.WARNING)) {
      outcomes.add(Outcome.WARNING);
    }
  }

  private static Verdict.Statistics statistics(Search search, Watched searching) {
    return new Verdict.Statistics(
        search.states(),
        search.transitions(),
        search.finalStates(),
        search.deepest(),
        search.bytes(),
        searching.seconds());
  }

  private Search search(Built built) {
    return new Search(
        built.machine, built.always, built.atEnd, options.matchStates(), options.sleepSets());
  }

  private static List<String> scheduledCells(Machine machine) {
    return machine.slots.promoted().stream().map(machine.slots::name).sorted().distinct().toList();
  }

  private List<Verdict.Violation> shorten(Built built, Search search, LockCycles cycles) {
    Machine machine = built.machine;
    List<Search.Found> found = search.found();
    boolean noDeadlock =
        search.isComplete() && found.stream().noneMatch(f -> isDeadlock(f.finding));
    found.addAll(cycles.found());
    search.forgetStates();
    if (found.isEmpty()) {
      return List.of();
    }
    rewind(machine);
    long deadline = System.nanoTime() + options.minimize().toNanos();
    Shortest shorter = new Shortest(machine, built.always, built.atEnd, cycles, deadline);
    Set<String> keys = found.stream().map(f -> f.finding.key()).collect(Collectors.toSet());
    Map<String, Shortest.Path> paths = new HashMap<>();
    new Watched(() -> paths.putAll(shorter.find(keys))).join();
    cycles.lockOrder();
    List<Verdict.Violation> violations = new ArrayList<>();
    for (Search.Found f : found) {
      Shortest.Path path = paths.get(f.finding.key());
      boolean shortest = path != null && path.exact() && shorter.finished();
      violations.add(told(machine, f, path, shortest, cycles, noDeadlock));
    }
    violations.sort(
        Comparator.comparing((Verdict.Violation v) -> !v.follows().isEmpty())
            .thenComparing(v -> v.finding().oracle().equals(LockCycle.ORACLE))
            .thenComparingInt(Verdict.Violation::preemptions)
            .thenComparingInt(Verdict.Violation::steps)
            .thenComparing(v -> v.finding().key()));
    return violations;
  }

  /**
   * A finding with its schedule, retold.
   *
   * @param path a schedule that is better than the one it was found with, or null
   */
  private static Verdict.Violation told(
      Machine machine,
      Search.Found found,
      Shortest.Path path,
      boolean shortest,
      LockCycles cycles,
      boolean noDeadlock) {
    int[] schedule = path == null ? found.schedule : path.schedule();
    Finding finding = path == null ? found.finding : path.finding();
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

  private static void rewind(Machine machine) {
    while (machine.depth() > 0) {
      machine.back();
    }
  }

  /**
   * Runs one schedule and tells what it leads to.
   *
   * @return what the last step, or the state after it, breaks
   * @throws ModelError if the schedule was made for another model
   */
  public Replay replay(Schedule schedule) {
    Built built = new Built(model, options.granularity());
    Machine machine = built.machine;
    int[] steps = schedule.tasks().stream().mapToInt(Integer::intValue).toArray();
    machine.promoteAll(schedule.scheduledSlots());
    Recorder recorder = new Recorder(machine);
    Trace trace;
    try {
      machine.start();
      trace = recorder.play(steps);
    } catch (Machine.Promotion e) {
      throw new ModelError("the schedule was made for another model", e);
    }
    List<Finding> findings = new ArrayList<>(machine.warnings());
    if (machine.hasBug()) {
      findings.add(machine.bug());
    }
    List<LockCircle> circles = LockCycles.closedByLastStep(machine, recorder);
    circles.forEach(circle -> findings.add(circle.finding()));
    if (!machine.hasBug()) {
      for (Rule rule : built.always) {
        addBreach(rule, findings);
      }
      if (recorder.livelock() != null) {
        findings.add(recorder.livelock());
      }
      if (machine.enabled() == 0 && machine.unfinished() != 0) {
        findings.add(new WaitFor(machine).finding());
      } else if (machine.enabled() == 0) {
        built.atEnd.forEach(rule -> addBreach(rule, findings));
      }
    }
    return new Replay(findings, trace, circles);
  }

  private static void addBreach(Rule rule, List<Finding> findings) {
    String breach = rule.breach();
    if (breach != null) {
      findings.add(new Finding(rule.name(), breach, List.of()));
    }
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

  /** Work on a thread of its own, with room for deep recursion, watched by the calling one. */
  private static final class Watched {
    private static final long STACK_BYTES = 1L << 28;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread;
    private final long began = System.nanoTime();
    private volatile Throwable failure;
    private volatile long ended;

    Watched(Runnable work) {
      thread = new Thread(null, () -> run(work), "explorer", STACK_BYTES);
      thread.setDaemon(true);
      thread.start();
    }

    private void run(Runnable work) {
      try {
        work.run();
      } catch (Throwable t) {
        failure = t;
      } finally {
        ended = System.nanoTime();
        done.countDown();
      }
    }

    /** Where the work is: a cause whose stack is that of its thread. */
    private Throwable whereItLoops() {
      IllegalStateException where = new IllegalStateException("still running");
      where.setStackTrace(thread.getStackTrace());
      return where;
    }

    double seconds() {
      return (ended - began) / 1e9;
    }

    /** Waits for the end. */
    void join() {
      try {
        done.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      rethrow();
    }

    /** Waits for the end of the search. Returns why it is not complete, or an empty string. */
    String await(Search search, Duration budget, Duration hang, Progress progress) {
      String stopped = "";
      long lastMove = System.nanoTime();
      long transitions = -1;
      try {
        while (!done.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          long now = System.nanoTime();
          if (search.transitions() != transitions) {
            transitions = search.transitions();
            lastMove = now;
          } else if (now - lastMove > hang.toNanos() && search.runsModel()) {
            throw new ModelError("the model hangs: " + search.whereNow(), whereItLoops());
          }
          if (stopped.isEmpty() && now - began > budget.toNanos()) {
            stopped = "the budget of " + budget.toMillis() / 1000.0 + " s ran out";
            search.stop();
          }
          progress.at(
              search.states(), search.transitions(), search.depthNow(), (now - began) / 1e9);
        }
      } catch (InterruptedException e) {
        search.stop();
        stopped = "interrupted";
        Thread.currentThread().interrupt();
      }
      if (failure instanceof OutOfMemoryError) {
        return "memory ran out";
      }
      rethrow();
      return search.isComplete() ? "" : stopped;
    }

    private void rethrow() {
      if (failure instanceof ModelError error) {
        throw error;
      }
      if (failure instanceof Machine.Promotion promotion) {
        throw promotion;
      }
      if (failure != null) {
        throw new ModelError("the explorer failed: " + failure, failure);
      }
    }
  }
}
