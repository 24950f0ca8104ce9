package epcheck.explore;

import epcheck.kernel.Kernel.Rule;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Visits every reachable state once, depth first.
 *
 * <p><b>States are matched.</b> A state is known by its fingerprint; one that was visited before is
 * not expanded again.
 *
 * <p><b>Transitions are pruned</b> by {@link SleepSets}, states never. Together with state matching
 * this needs care: the tasks asleep at a visit are stored with the fingerprint, and a visit at
 * which one of them is awake explores just that one. Sleep sets may prune the very step that makes
 * a cycle fair (see {@link Lasso}), so as soon as a cycle is met the search starts over without
 * them; most models have none.
 *
 * <p><b>Findings.</b> A step that runs into a bug has no successor. A state that breaks a rule is
 * reported and expanded all the same, since cutting it would hide what lies behind in an order that
 * depends on the search.
 */
final class Search {
  /** The state graph has a cycle: the search must do without sleep sets. */
  private static final class Cycle extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Cycle() {
      super(null, null, false, false);
    }
  }

  private final Machine machine;
  final Findings findings;
  private final boolean matchStates;
  private boolean sleepSets;
  private final Lasso lasso;
  private FingerprintSet visited = new FingerprintSet();
  private long states;
  private long transitions;
  private long finalStates;
  private int deepest;
  private boolean complete;
  private boolean begun;

  /** It was stopped where it can be gone on with. */
  private boolean left;

  private volatile boolean stop;

  /** What another thread wants done where the search can be left and gone on with, or null. */
  private volatile Runnable errand;

  // One frame for each step on the path.
  private int[] todo = new int[1024];
  private int[] done = new int[1024];
  private int[] sleep = new int[1024];
  private final SleepSets footprints;
  private int depth;

  Search(
      Machine machine,
      List<Rule> always,
      List<Rule> atEnd,
      boolean matchStates,
      boolean sleepSets) {
    this.machine = machine;
    this.findings = new Findings(machine, always, atEnd);
    this.matchStates = matchStates;
    this.sleepSets = sleepSets;
    this.footprints = new SleepSets(machine.memory);
    this.lasso = new Lasso(machine);
  }

  /**
   * Explores from the initial state; whenever a cell must become a scheduling point, and when a
   * cycle is met, from the start again.
   */
  void run() {
    boolean started = begun;
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
    findings.forget();
    machine.order.forget();
    machine.sections.forget();
    machine.journal.forget();
    begun = false;
    states = 0;
    transitions = 0;
    finalStates = 0;
    deepest = 0;
  }

  private void explore() {
    if (!begun) {
      begin();
    }
    while (true) {
      if (todo[depth] == 0) {
        if (depth == 0) {
          complete = true;
          return;
        }
        footprints.pop(depth--);
        machine.back();
      } else if (stop) {
        left = true;
        return;
      } else {
        if (errand != null) {
          runErrand();
        }
        expand(Integer.numberOfTrailingZeros(todo[depth]));
      }
    }
  }

  private void begin() {
    depth = 0;
    footprints.clear();
    long fingerprint = machine.fingerprint();
    if (matchStates) {
      visited.visit(fingerprint, 0);
    }
    enter(fingerprint, 0);
    noteNews();
    begun = true;
  }

  private void runErrand() {
    errand.run();
    errand = null;
  }

  /**
   * Takes one step from the current state and goes on from where it leads, unless that was done
   * before.
   */
  private void expand(int task) {
    todo[depth] &= ~(1 << task);
    lasso.step(depth, task);
    machine.step(task);
    transitions++;
    int asleep = 0;
    if (sleepSets) {
      asleep = footprints.asleepAfterStep(depth, sleep[depth] | done[depth]);
      footprints.keep(depth, task);
    }
    done[depth] |= 1 << task;
    findings.ofStep();
    if (machine.hasBug()) {
      noteNews();
      machine.back();
    } else {
      arrive(asleep);
    }
  }

  /** Looks at where a step has led, and goes on from there unless that was done before. */
  private void arrive(int asleep) {
    long fingerprint = machine.fingerprint();
    int before = matchStates ? visited.visit(fingerprint, asleep) : FingerprintSet.NEW;
    if (before == FingerprintSet.NEW) {
      push();
      enter(fingerprint, asleep);
      noteNews();
      return;
    }
    if (lasso.closes(depth, fingerprint)) {
      if (sleepSets) {
        throw new Cycle();
      }
      reportLivelock(fingerprint);
    }
    noteNews();
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

  private void reportLivelock(long fingerprint) {
    Finding livelock = lasso.closedBy(depth, fingerprint);
    if (livelock != null) {
      findings.add(livelock);
    }
  }

  /** Comes after a step and a look at where it led. */
  private void noteNews() {
    if (machine.journal.hasNews()) {
      int[] path = machine.schedule();
      machine.order.newsComesFrom(path);
      machine.sections.newsComesFrom(path);
      machine.journal.newsComesFrom(path);
    }
    if (findings.met() != null) {
      stop = true;
    }
  }

  private void push() {
    depth++;
    makeRoom(depth + 1);
    footprints.push(depth);
    if (depth > deepest) {
      deepest = depth;
    }
  }

  private void makeRoom(int frames) {
    if (frames > todo.length) {
      int n = Math.max(frames, 2 * todo.length);
      todo = Arrays.copyOf(todo, n);
      done = Arrays.copyOf(done, n);
      sleep = Arrays.copyOf(sleep, n);
    }
  }

  /** Looks at a state that was not seen before. */
  private void enter(long fingerprint, int asleep) {
    states++;
    int enabled = machine.enabled();
    lasso.at(depth, fingerprint, enabled);
    todo[depth] = enabled & ~asleep;
    done[depth] = 0;
    sleep[depth] = asleep;
    findings.ofState(enabled);
    if (enabled == 0 && machine.unfinished() == 0) {
      finalStates++;
    }
  }

  // ---- written down, and gone on with elsewhere

  /**
   * Writes down where the search is: on its own thread between two steps, or once it has stopped.
   */
  void save(DataOutput out) throws IOException {
    writeInts(out, machine.slots.promoted().stream().mapToInt(Integer::intValue).toArray());
    out.writeBoolean(sleepSets);
    List<int[]> journal = machine.journal.schedules();
    out.writeInt(journal.size());
    for (int[] schedule : journal) {
      writeInts(out, schedule);
    }
    writeInts(out, machine.schedule());
    for (int[] frames : List.of(todo, done, sleep)) {
      writeInts(out, Arrays.copyOf(frames, depth + 1));
    }
    out.writeLong(states);
    out.writeLong(transitions);
    out.writeLong(finalStates);
    out.writeInt(deepest);
    visited.save(out);
    out.writeLong(machine.fingerprint());
  }

  /**
   * Goes to where a search was that has been written down; comes before {@link #run}.
   *
   * @throws ModelError if it was of another model
   */
  void load(DataInput in) throws IOException {
    machine.promoteAll(Arrays.stream(readInts(in)).boxed().toList());
    machine.start();
    sleepSets = in.readBoolean();
    for (int left = in.readInt(); left > 0; left--) {
      learnAgain(readInts(in));
    }
    int[] path = readInts(in);
    makeRoom(path.length + 1);
    for (int[] frames : List.of(todo, done, sleep)) {
      System.arraycopy(readInts(in), 0, frames, 0, path.length + 1);
    }
    goTo(path);
    states = in.readLong();
    transitions = in.readLong();
    finalStates = in.readLong();
    deepest = in.readInt();
    visited = FingerprintSet.load(in);
    require(machine.fingerprint() == in.readLong());
    begun = true;
  }

  /** Learns what was learned at the end of this schedule. */
  private void learnAgain(int[] schedule) {
    machine.rewind();
    depth = 0;
    for (int task : schedule) {
      takeAgain(task);
      depth++;
    }
    findings.ofStep();
    if (!machine.hasBug()) {
      lookAgain();
    }
    noteNews();
  }

  private void lookAgain() {
    if (depth > 0) {
      depth--;
      reportLivelock(machine.fingerprint());
    }
    findings.ofState(machine.enabled());
  }

  /** Goes to the end of a path, on which the masks of each frame are known. */
  private void goTo(int[] path) {
    machine.rewind();
    depth = 0;
    footprints.clear();
    for (int task : path) {
      keepOthersAgain(done[depth] & ~(1 << task));
      takeAgain(task);
      footprints.keep(depth, task);
      push();
    }
    keepOthersAgain(done[depth]);
    lasso.at(depth, machine.fingerprint(), machine.enabled());
  }

  private void keepOthersAgain(int tasks) {
    for (int rest = tasks; rest != 0; rest &= rest - 1) {
      int task = Integer.numberOfTrailingZeros(rest);
      takeAgain(task);
      footprints.keep(depth, task);
      machine.back();
    }
  }

  private void takeAgain(int task) {
    int enabled = machine.enabled();
    require(task >= 0 && task < machine.taskCount() && (enabled >> task & 1) != 0);
    lasso.at(depth, machine.fingerprint(), enabled);
    lasso.step(depth, task);
    machine.step(task);
  }

  private static int[] readInts(DataInput in) throws IOException {
    int[] ints = new int[in.readInt()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = in.readInt();
    }
    return ints;
  }

  private static void writeInts(DataOutput out, int[] ints) throws IOException {
    out.writeInt(ints.length);
    for (int i : ints) {
      out.writeInt(i);
    }
  }

  private static void require(boolean same) {
    if (!same) {
      throw new ModelError("the search was of another model");
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

  /**
   * Has the search's own thread do this soon, where the search can be left and gone on with: not if
   * it ends before that. To be called from another thread.
   */
  void meanwhile(Runnable newErrand) {
    errand = newErrand;
  }

  /** Ends the search early; to be called from another thread. */
  void stop() {
    stop = true;
  }

  boolean isComplete() {
    return complete;
  }

  /** It was stopped, and can be written down and gone on with. */
  boolean isLeft() {
    return left;
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
