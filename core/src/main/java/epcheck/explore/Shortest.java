package epcheck.explore;

import epcheck.kernel.Kernel.Rule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Finds, for violations that are known to exist, the schedules that are easiest to read: with the
 * fewest preemptions, and of those with the fewest steps.
 *
 * <p>Iterative context bounding (Musuvathi and Qadeer 2007): all schedules without a preemption,
 * then all with one, and so on, until every violation has been met. A preemption is a switch away
 * from a task that could go on and is inside the kernel; a switch at a wait, at the end of a task
 * or between two system calls is free. A state is expanded again only if it is reached with the
 * same running task and fewer preemptions or steps than ever before.
 */
final class Shortest {
  /**
   * One schedule and its price.
   *
   * @param exact no schedule is cheaper. Of a livelock that closes a cycle this is not known: its
   *     price depends on the path, and paths are pruned by state
   */
  record Path(Finding finding, int[] schedule, int preemptions, boolean exact) {}

  private final Machine machine;
  private final List<Rule> always;
  private final List<Rule> atEnd;
  private final LockCycles cycles;
  private PriceTable cheapest = new PriceTable();
  private final Map<String, Path> best = new LinkedHashMap<>();
  private final BooleanSupplier giveUp;
  private final Lasso lasso;
  private Set<String> wanted = Set.of();
  private int bound;
  private int[] schedule = new int[1024];
  private boolean outOfTime;

  /** A schedule was cut for its preemptions, so a higher bound may find more. */
  private boolean cut;

  private int ticks;

  /**
   * @param giveUp whether to; asked now and then
   */
  Shortest(
      Machine machine,
      List<Rule> always,
      List<Rule> atEnd,
      LockCycles cycles,
      BooleanSupplier giveUp) {
    this.machine = machine;
    this.always = always;
    this.atEnd = atEnd;
    this.cycles = cycles;
    this.giveUp = giveUp;
    this.lasso = new Lasso(machine);
  }

  /**
   * Looks for the violations with these keys.
   *
   * @return the schedules found, by key; without those that were not found within the deadline
   */
  Map<String, Path> find(Set<String> keys) {
    wanted = keys;
    do {
      cut = false;
      cheapest = new PriceTable();
      try {
        visit(-1, 0, 0);
      } catch (OutOfMemoryError e) {
        // What was found so far will do.
        cheapest = new PriceTable();
        outOfTime = true;
      }
      bound++;
    } while (cut && !outOfTime && best.size() < keys.size());
    return best;
  }

  /** Whether every schedule that {@link #find} returned is the shortest that there is. */
  boolean finished() {
    return !outOfTime;
  }

  /**
   * Visits the current state, {@code depth} steps deep, in which {@code running} took the last
   * step.
   *
   * @param watched the edges of circles of locks that were taken on the way here
   */
  private void visit(int running, int preemptions, long watched) {
    int depth = machine.depth();
    if ((++ticks & 1023) == 0 && giveUp.getAsBoolean()) {
      outOfTime = true;
    }
    if (outOfTime || !improves(running, preemptions, depth, watched)) {
      return;
    }
    int enabled = machine.enabled();
    lasso.at(depth, machine.fingerprint(), enabled);
    lookAtState(enabled, preemptions);
    if (depth == schedule.length) {
      schedule = Arrays.copyOf(schedule, 2 * depth);
    }
    boolean goesOn = running >= 0 && (enabled >> running & 1) != 0;
    if (goesOn) {
      take(running, preemptions, watched);
    }
    boolean preempts = goesOn && !machine.betweenCalls(running);
    if (preempts && preemptions == bound) {
      cut = true;
      return;
    }
    for (int rest = enabled; rest != 0; rest &= rest - 1) {
      int task = Integer.numberOfTrailingZeros(rest);
      if (task != running) {
        take(task, preempts ? preemptions + 1 : preemptions, watched);
      }
    }
  }

  private boolean improves(int running, int preemptions, int depth, long watched) {
    // Which edges of a circle of locks were taken on the way here is no part of the state.
    long key = Hash.mix(machine.fingerprint() + running + Hash.mix(watched));
    long price = (long) preemptions << 32 | depth;
    long before = cheapest.get(key);
    if (before >> 32 <= preemptions && (before & 0xffffffffL) <= depth) {
      return false;
    }
    if (price < before) {
      cheapest.put(key, price);
    }
    return true;
  }

  private void take(int task, int preemptions, long watchedBefore) {
    int depth = machine.depth();
    schedule[depth] = task;
    lasso.step(depth, task);
    machine.step(task);
    long watched = watchedBefore | machine.watched();
    for (Finding circle : cycles.takenInFull(watched)) {
      note(circle, preemptions, true);
    }
    for (Finding warning : machine.warnings()) {
      note(warning, preemptions, true);
    }
    if (machine.hasBug()) {
      note(machine.bug(), preemptions, true);
    } else {
      Finding livelock = lasso.closedBy(depth, machine.fingerprint());
      if (livelock != null) {
        note(livelock, preemptions, false);
      }
      visit(task, preemptions, watched);
    }
    machine.back();
  }

  private void lookAtState(int enabled, int preemptions) {
    for (Rule rule : always) {
      check(rule, preemptions);
    }
    if (enabled == 0 && machine.unfinished() != 0) {
      note(new WaitFor(machine).finding(), preemptions, true);
    } else if (enabled == 0) {
      for (Rule rule : atEnd) {
        check(rule, preemptions);
      }
    }
  }

  private void check(Rule rule, int preemptions) {
    String breach = rule.breach();
    if (breach != null) {
      note(new Finding(rule.name(), breach, List.of()), preemptions, true);
    }
  }

  private void note(Finding finding, int preemptions, boolean exact) {
    String key = finding.key();
    if (!wanted.contains(key)) {
      return;
    }
    int steps = machine.depth();
    Path known = best.get(key);
    if (known == null
        || preemptions < known.preemptions
        || preemptions == known.preemptions && steps < known.schedule.length) {
      best.put(key, new Path(finding, Arrays.copyOf(schedule, steps), preemptions, exact));
    }
  }
}
