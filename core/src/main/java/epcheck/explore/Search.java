package epcheck.explore;

import epcheck.kernel.Kernel.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Visits every reachable state once, depth first.
 *
 * <p><b>States are matched.</b> A state is known by its fingerprint; one that was visited before is
 * not expanded again.
 *
 * <p><b>Transitions are pruned</b> by sleep sets (Godefroid, <i>Partial-Order Methods for the
 * Verification of Concurrent Systems</i>, LNCS 1032, 1996). After task u was explored from a state,
 * a sibling step of t need not be followed by u as long as the steps in between are independent of
 * u's: the same state was reached the other way round. Two steps are independent if no slot is in
 * both footprints with at least one write; a footprint is known once a step has run, so this is
 * exact. Sleep sets prune transitions, never states. Together with state matching this needs care:
 * the tasks asleep at a visit are stored with the fingerprint, and a visit at which one of them is
 * awake explores just that one. Sleep sets may prune the very step that makes a cycle fair (see
 * {@link Lasso}), so as soon as a cycle is met the search starts over without them; most models
 * have none.
 *
 * <p><b>Findings.</b> A step that runs into a bug has no successor. A state that breaks a rule is
 * reported and expanded all the same, since cutting it would hide what lies behind in an order that
 * depends on the search. Findings are told apart by rule and kernel function.
 */
final class Search {
  /** How a visited state or path went into the result. */
  static final class Found {
    final Finding finding;

    /** The tasks that took a step, in order. */
    final int[] schedule;

    Found(Finding finding, int[] schedule) {
      this.finding = finding;
      this.schedule = schedule;
    }
  }

  /** The state graph has a cycle: the search must do without sleep sets. */
  private static final class Cycle extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Cycle() {
      super(null, null, false, false);
    }
  }

  /** Hears each finding as often as it is met, unlike {@link #found}, which keeps one of a kind. */
  interface FindingListener {
    /**
     * @param task the task that took the last step, or -1
     */
    void met(Finding finding, int task);
  }

  private final Machine machine;
  private final List<Rule> always;
  private final List<Rule> atEnd;
  private final boolean matchStates;
  private boolean sleepSets;
  private final DataRaces races;
  private final Lasso lasso;
  private Consumer<Machine> onFinalState = m -> {};
  private Consumer<Finding> onDeadEnd = f -> {};
  private FindingListener onFinding = (finding, task) -> {};
  private Predicate<Finding> wanted = finding -> false;
  private Found met;

  private FingerprintSet visited = new FingerprintSet();
  private Map<String, Found> found = new LinkedHashMap<>();
  private long states;
  private long transitions;
  private long finalStates;
  private int deepest;
  private boolean complete;
  private volatile boolean stop;

  // One frame for each step on the path.
  private int[] chosen = new int[1024];
  private int[] todo = new int[1024];
  private int[] done = new int[1024];
  private int[] sleep = new int[1024];
  private int[] arenaMark = new int[1024];

  /**
   * Where the footprint of task t's step from frame d lies in the arena: index d * MAX_TASKS + t.
   */
  private int[] footprintStart = new int[1024 * Machine.MAX_TASKS];

  private int[] footprintEnd = new int[1024 * Machine.MAX_TASKS];
  private int[] arena = new int[1 << 14];
  private int arenaTop;
  private int depth;

  Search(
      Machine machine,
      List<Rule> always,
      List<Rule> atEnd,
      boolean matchStates,
      boolean sleepSets) {
    this.machine = machine;
    this.always = always;
    this.atEnd = atEnd;
    this.matchStates = matchStates;
    this.sleepSets = sleepSets;
    this.races = new DataRaces(machine);
    this.lasso = new Lasso(machine);
  }

  void onFinalState(Consumer<Machine> consumer) {
    onFinalState = consumer;
  }

  /** What is told of each finding that no execution goes on from. */
  void onDeadEnd(Consumer<Finding> consumer) {
    onDeadEnd = consumer;
  }

  void onFinding(FindingListener listener) {
    onFinding = listener;
  }

  /** Has the search end with the first finding that is wanted. */
  void endWith(Predicate<Finding> finding) {
    wanted = finding;
  }

  /** The finding that the search ended with, or null. */
  Found met() {
    return met;
  }

  /**
   * Explores from the initial state; whenever a cell must become a scheduling point, and when a
   * cycle is met, from the start again.
   */
  void run() {
    boolean started = false;
    while (!complete && !stop) {
      try {
        if (!started) {
          machine.start();
          started = true;
        }
        explore();
      } catch (Machine.Promotion promotion) {
        startOver(promotion.slot);
        started = true;
      } catch (Cycle cycle) {
        startOverWithoutSleepSets();
      }
    }
  }

  private void startOverWithoutSleepSets() {
    sleepSets = false;
    machine.rewind();
    forget();
  }

  private void startOver(int slot) {
    forget();
    int next = slot;
    while (next >= 0) {
      try {
        machine.promote(next);
        next = -1;
      } catch (Machine.Promotion again) {
        next = again.slot;
      }
    }
  }

  private void forget() {
    visited = new FingerprintSet();
    found = new LinkedHashMap<>();
    races.forget();
    machine.order.forget();
    machine.sections.forget();
    states = 0;
    transitions = 0;
    finalStates = 0;
    deepest = 0;
  }

  private void explore() {
    depth = 0;
    arenaTop = 0;
    long fingerprint = machine.fingerprint();
    if (matchStates) {
      visited.visit(fingerprint, 0);
    }
    enter(fingerprint, 0);
    while (true) {
      if (todo[depth] == 0) {
        if (depth == 0) {
          complete = true;
          return;
        }
        depth--;
        arenaTop = arenaMark[depth + 1];
        machine.back();
      } else if (stop) {
        return;
      } else {
        expand(Integer.numberOfTrailingZeros(todo[depth]));
      }
    }
  }

  /**
   * Takes one step from the current state and goes on from where it leads, unless that was done
   * before.
   */
  private void expand(int task) {
    todo[depth] &= ~(1 << task);
    chosen[depth] = task;
    lasso.step(depth, task);
    machine.step(task);
    transitions++;
    int asleep = sleepSets ? sleepAfterStep() : 0;
    if (sleepSets) {
      keepFootprint(task);
    }
    done[depth] |= 1 << task;
    if (machine.order.hasNews()) {
      machine.order.newsComesFrom(Arrays.copyOf(chosen, machine.depth()));
    }
    if (machine.sections.hasNews()) {
      machine.sections.newsComesFrom(Arrays.copyOf(chosen, machine.depth()));
    }
    if (!machine.warnings().isEmpty()) {
      for (Finding warning : machine.warnings()) {
        report(warning);
      }
    }
    if (machine.hasBug()) {
      reportDeadEnd(machine.bug());
      machine.back();
      return;
    }
    long fingerprint = machine.fingerprint();
    int before = matchStates ? visited.visit(fingerprint, asleep) : FingerprintSet.NEW;
    if (before == FingerprintSet.NEW) {
      push();
      enter(fingerprint, asleep);
      return;
    }
    if (lasso.closes(depth, fingerprint)) {
      if (sleepSets) {
        throw new Cycle();
      }
      Finding livelock = lasso.closedBy(depth, fingerprint);
      if (livelock != null) {
        report(livelock);
      }
    }
    if ((before & ~asleep) != 0) {
      push();
      int enabled = machine.enabled();
      lasso.at(depth, fingerprint, enabled);
      todo[depth] = enabled & before & ~asleep;
      done[depth] = 0;
      sleep[depth] = asleep;
    } else {
      machine.back();
    }
  }

  /** The tasks whose step, taken after this one, would lead where we have been already. */
  private int sleepAfterStep() {
    int asleep = 0;
    for (int rest = sleep[depth] | done[depth]; rest != 0; rest &= rest - 1) {
      int u = Integer.numberOfTrailingZeros(rest);
      int at = depth * Machine.MAX_TASKS + u;
      if (independent(footprintStart[at], footprintEnd[at])) {
        asleep |= 1 << u;
      }
    }
    return asleep;
  }

  private boolean independent(int start, int end) {
    for (int i = start; i < end; i++) {
      if (machine.memory.conflicts(arena[i])) {
        return false;
      }
    }
    return true;
  }

  private void keepFootprint(int task) {
    int n = machine.memory.footprintSize();
    if (arenaTop + n > arena.length) {
      arena = Arrays.copyOf(arena, 2 * (arenaTop + n));
    }
    int at = depth * Machine.MAX_TASKS + task;
    footprintStart[at] = arenaTop;
    for (int i = 0; i < n; i++) {
      arena[arenaTop++] = machine.memory.footprint(i);
    }
    footprintEnd[at] = arenaTop;
  }

  private void push() {
    depth++;
    if (depth == chosen.length) {
      int n = 2 * depth;
      chosen = Arrays.copyOf(chosen, n);
      todo = Arrays.copyOf(todo, n);
      done = Arrays.copyOf(done, n);
      sleep = Arrays.copyOf(sleep, n);
      arenaMark = Arrays.copyOf(arenaMark, n);
      footprintStart = Arrays.copyOf(footprintStart, n * Machine.MAX_TASKS);
      footprintEnd = Arrays.copyOf(footprintEnd, n * Machine.MAX_TASKS);
    }
    arenaMark[depth] = arenaTop;
    if (depth > deepest) {
      deepest = depth;
    }
    int from = (depth - 1) * Machine.MAX_TASKS;
    System.arraycopy(
        footprintStart, from, footprintStart, from + Machine.MAX_TASKS, Machine.MAX_TASKS);
    System.arraycopy(footprintEnd, from, footprintEnd, from + Machine.MAX_TASKS, Machine.MAX_TASKS);
  }

  /** Looks at a state that was not seen before. */
  private void enter(long fingerprint, int asleep) {
    states++;
    int enabled = machine.enabled();
    lasso.at(depth, fingerprint, enabled);
    todo[depth] = enabled & ~asleep;
    done[depth] = 0;
    sleep[depth] = asleep;
    for (int i = 0; i < always.size(); i++) {
      check(always.get(i));
    }
    races.look();
    if (enabled == 0) {
      end();
    }
  }

  private void end() {
    if (machine.unfinished() != 0) {
      reportDeadEnd(new WaitFor(machine).finding());
      return;
    }
    finalStates++;
    for (int i = 0; i < atEnd.size(); i++) {
      check(atEnd.get(i));
    }
    onFinalState.accept(machine);
  }

  private void check(Rule rule) {
    String breach = rule.breach();
    if (breach != null) {
      report(new Finding(rule.name(), breach, List.of()));
    }
  }

  private void reportDeadEnd(Finding finding) {
    report(finding);
    onDeadEnd.accept(finding);
  }

  private void report(Finding finding) {
    int steps = machine.depth();
    onFinding.met(finding, steps == 0 ? -1 : chosen[steps - 1]);
    found.computeIfAbsent(
        finding.key(), key -> new Found(finding, Arrays.copyOf(chosen, machine.depth())));
    if (met == null && wanted.test(finding)) {
      met = new Found(finding, Arrays.copyOf(chosen, machine.depth()));
      stop = true;
    }
  }

  /**
   * Whether model code runs now, rather than the search itself, which may be growing a large table.
   */
  boolean runsModel() {
    return machine.running();
  }

  /** Where the task that runs now is, for a report of a model that does not come back. */
  String whereNow() {
    return machine.where();
  }

  /** Ends the search early; to be called from another thread. */
  void stop() {
    stop = true;
  }

  boolean isComplete() {
    return complete;
  }

  List<Found> found() {
    return new ArrayList<>(found.values());
  }

  List<DataRace> races() {
    return races.found();
  }

  /** Distinct states so far, or without state matching visits of states. */
  long states() {
    return states;
  }

  long transitions() {
    return transitions;
  }

  long finalStates() {
    return finalStates;
  }

  int deepest() {
    return deepest;
  }

  int depthNow() {
    return depth;
  }

  /** Frees the memory that the visited states take, once the search is over. */
  void forgetStates() {
    visited = new FingerprintSet();
  }

  long bytes() {
    return visited.bytes();
  }
}
