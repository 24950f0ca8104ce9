package epcheck.explore;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Guard;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.KernelBug;
import epcheck.kernel.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Takes one step of one task, and takes it back.
 *
 * <p><b>The idea.</b> A task is a function of what it has observed. To take a step, its entry point
 * is called again from its start; every primitive answers from the task's value log and changes
 * nothing, until the log ends. Then the operation at which the task had stopped is performed on the
 * shared memory, and so is all that follows, up to the next scheduling point: there {@link #stop}
 * notes the pending operation and throws a preallocated error that unwinds the Java stack. No
 * coroutine and no thread is needed, a stack trace is the kernel's call chain, and going back is a
 * matter of undoing writes and shortening one log.
 *
 * <p><b>Invariants.</b> Between steps no Java stack frame of the model exists. {@code pos == end}
 * while a task performs and {@code pos < end} while it replays; a replayed operation is checked
 * against the logged one, so that a model that is not deterministic is told, not believed. All
 * state that the future depends on is in {@link Memory} (slots) and {@link Task} (log, current
 * call, pending operation): the latter's fingerprint is the hash chain of its log.
 *
 * <p><b>Scheduling points.</b> With {@link Granularity#ACCESS} every operation is one. With {@link
 * Granularity#LOCK} a step runs from one acquisition, atomic operation, marked access or wait to
 * the next. Accesses that their declared guard covers commute with everything that other tasks can
 * do meanwhile, and a release can be moved to the left, so a step is an atomic block in the sense
 * of Lipton (1975). The declaration is not trusted: the first access that its guard does not cover
 * raises {@link Promotion}, and the search starts over with all accesses to that slot being points.
 * The release of a lock that is ever tried becomes a point in the same way, since a failed trylock
 * sees it.
 */
final class Machine {
  /** Sleep masks are kept with each state in 16 bits, and a token has four bits for a task. */
  static final int MAX_TASKS = 16;

  /** The method from which {@link KernelStack} stops reading the stack. */
  static final String CALLS_ENTRY_POINTS = "runCurrentCall";

  /** The pending operation of a task that is done. */
  static final int NOTHING = -1;

  private static final int MAX_STEP = 1 << 20;

  /**
   * What one entry point may perform before we call it endless; every step of it replays all that.
   */
  private static final int MAX_CALL = 1 << 14;

  /** Values of a slot that says whether a struct is alive. */
  static final int UNALLOCATED = 0;

  static final int ALIVE = 1;
  static final int FREED = 2;

  private enum Mode {
    /** Building the initial state: operations are performed at once and not logged. */
    SETUP,
    /** An oracle looks: reads only, unseen. */
    PEEK,
    /** A rule looks in the middle of a step: reads only, which join the step's footprint. */
    OBSERVE,
    RUN,
    UNWIND
  }

  /** Reads the stack where a task stops. */
  private static final class StackAtStop implements StepListener {
    List<String> stack = List.of();

    @Override
    public void stopped(Task task, int signature) {
      stack = KernelStack.capture();
    }
  }

  /** Unwinds an entry point that has reached its next scheduling point. */
  private static final class Unwind extends Error {
    private static final long serialVersionUID = 1L;

    Unwind() {
      super(null, null, false, false);
    }
  }

  /** An access that its guard does not cover: the slot must be a scheduling point. */
  static final class Promotion extends Error {
    private static final long serialVersionUID = 1L;
    final int slot;

    Promotion(int slot) {
      super(null, null, false, false);
      this.slot = slot;
    }
  }

  final Memory memory = new Memory();
  private final Unwind unwind = new Unwind();
  private final Granularity granularity;

  final Slots slots = new Slots(memory);
  final Journal journal = new Journal();
  final LockOrder order = new LockOrder(this);
  final CriticalSections sections = new CriticalSections(journal);
  private final List<Task> tasks = new ArrayList<>();
  private final List<Task> daemons = new ArrayList<>();
  private final int[] preemptCount = new int[MAX_TASKS];
  private Task[] task = {};

  // The task that runs, and where it is in its log.
  private Mode mode = Mode.SETUP;
  private Task current;
  private int pos;
  private int end;
  private boolean granted;
  private int operations;

  /** What the operation that is being performed has found in its slot. */
  private int found;

  /** How many retry loops the running task is in. */
  private int loops;

  /** The slot of the last operation of this step that is no scheduling point, or -1. */
  private int lastInside;

  /** Which edges of the lock order that the search is after this step has taken. */
  private long watched;

  private final Condition seesChange = t -> t.seesChange(memory);

  // What the last step found.
  private KernelBug bug;
  private List<String> bugStack = List.of();
  private final List<Finding> warnings = new ArrayList<>();

  private final StepStack steps = new StepStack();
  private StepListener listener;

  Machine(Granularity granularity) {
    this.granularity = granularity;
    for (int t = 0; t < MAX_TASKS; t++) {
      preemptCount[t] = slots.add("preempt_count", -1, 0);
    }
  }

  // ---- laying out a model

  /** Adds a task of the scenario. Returns its id: they are numbered from 0. */
  int addTask(String name, List<EntryPoint> calls) {
    add(new Task(tasks.size(), name, calls, false), tasks);
    return tasks.size() - 1;
  }

  /** Adds a kworker. They come after the scenario's tasks, so that a report has those first. */
  Task addDaemon(String name, EntryPoint body) {
    Task daemon = new Task(-1, name, List.of(body), true);
    add(daemon, daemons);
    return daemon;
  }

  private void add(Task added, List<Task> list) {
    if (tasks.size() + daemons.size() == MAX_TASKS) {
      throw new ModelError("a model may have " + MAX_TASKS + " tasks, kworkers included");
    }
    list.add(added);
  }

  /** Ends the set-up: every task runs to its first scheduling point. */
  void start() {
    if (task.length == 0) {
      tasks.addAll(daemons);
      task = tasks.toArray(new Task[0]);
      for (int id = 0; id < task.length; id++) {
        task[id].id = id;
      }
    }
    memory.commit();
    for (Task t : task) {
      t.base = 0;
      t.top = 0;
      t.call = 0;
      t.held = order.nothing();
      t.pending = t.calls.isEmpty() ? NOTHING : 0;
      t.condition = Condition.NONE;
      if (!t.done()) {
        perform(t, false);
        if (bug != null || !warnings.isEmpty()) {
          Finding early = bug != null ? bug() : warnings.get(0);
          throw new ModelError(
              "task "
                  + t.name
                  + ", "
                  + t.callName()
                  + ": before its first operation: "
                  + early.text());
        }
      }
    }
  }

  /** Makes a slot's accesses scheduling points and goes back to the initial state. */
  void promote(int slot) {
    slots.promote(slot);
    rewind();
    // What tasks took for themselves when they were started is undone, too: with this slot a point
    // they may not take it, and who starts with it promoted comes to the same state.
    memory.undoTo(0);
    start();
  }

  /**
   * Makes slots scheduling points from the start, as an earlier search found them; comes before
   * {@link #start}.
   */
  void promoteAll(List<Integer> scheduled) {
    for (int slot : scheduled) {
      if (slot >= memory.size()) {
        throw new ModelError("the schedule was made for another model");
      }
      slots.promote(slot);
    }
  }

  // ---- steps

  int taskCount() {
    return task.length;
  }

  Task task(int id) {
    return task[id];
  }

  /** Whether a task runs now; another thread may ask. */
  boolean running() {
    return current != null;
  }

  /** The running task, or null. */
  Task currentTask() {
    return current;
  }

  /** The running task, or during the set-up the first one. */
  int currentId() {
    return current == null ? 0 : current.id;
  }

  /** The tasks that can take a step now, as a mask. */
  int enabled() {
    int mask = 0;
    for (Task t : task) {
      if (t.pending >= 0 && t.condition.holds(t)) {
        mask |= 1 << t.id;
      }
    }
    return mask;
  }

  /**
   * The tasks that must still do something before the execution may end, as a mask. Idle kworkers
   * need not.
   */
  int unfinished() {
    int mask = 0;
    for (Task t : task) {
      boolean idle = t.daemon && t.top == t.base && !t.condition.holds(t);
      if (t.pending >= 0 && !idle) {
        mask |= 1 << t.id;
      }
    }
    return mask;
  }

  /** A task in user space, between two entry points: a switch away from it preempts nothing. */
  boolean betweenCalls(int id) {
    return task[id].top == task[id].base;
  }

  long fingerprint() {
    long fingerprint = memory.hash();
    for (Task t : task) {
      fingerprint ^= t.fingerprint();
    }
    return fingerprint;
  }

  /**
   * Takes one step of an enabled task. Afterwards {@link #bug} and {@link #warnings} tell what it
   * found; with a bug the state is good for nothing but {@link #back}.
   */
  void step(int id) {
    Task t = task[id];
    steps.push(t, memory.undoMark());
    memory.beginStep();
    t.beginStep();
    perform(t, true);
  }

  private void perform(Task t, boolean grant) {
    current = t;
    pos = t.base;
    end = t.top;
    granted = grant;
    operations = 0;
    loops = 0;
    lastInside = -1;
    watched = 0;
    bug = null;
    warnings.clear();
    mode = Mode.RUN;
    try {
      do {
        runCurrentCall(t);
      } while (!t.done());
      t.pending = NOTHING;
    } catch (Unwind u) {
      // At its next scheduling point, or in a finally block after raise() has noted a bug.
    } catch (KernelBug b) {
      bug = b;
    } catch (NullPointerException e) {
      nullDereference(e);
    } catch (StackOverflowError | RuntimeException e) {
      throw modelError(e);
    } finally {
      mode = Mode.PEEK;
      current = null;
      pos = 0;
      end = 0;
    }
    if (bug != null && lastInside >= 0 && !slots.isPromoted(lastInside)) {
      // Others may see what this step did before it ran into the bug: let them.
      throw new Promotion(lastInside);
    }
  }

  private ModelError modelError(Throwable e) {
    String where = where() + ": ";
    if (!(e instanceof ModelError error)) {
      return new ModelError(where + e, e);
    }
    return error.getMessage().startsWith(where)
        ? error
        : new ModelError(where + error.getMessage(), e);
  }

  /** Calls the current entry point; if it returns, the task is in user space again. */
  private void runCurrentCall(Task t) {
    t.calls.get(t.call).body().run();
    if (pos != end || granted) {
      throw nondeterministic("returned without doing what it had done before");
    }
    checkNothingHeld();
    if (!t.daemon) {
      t.call++;
    }
    t.beginCall();
    t.held = order.nothing();
    pos = end = t.top;
    if (listener != null) {
      listener.returned(t);
    }
  }

  /** Takes the last step back. */
  void back() {
    memory.undoTo(steps.pop());
  }

  /** Goes back to the initial state. */
  void rewind() {
    while (depth() > 0) {
      back();
    }
  }

  int depth() {
    return steps.depth();
  }

  /** The task that took the last step, or -1. */
  int lastTask() {
    return steps.lastTask();
  }

  /** Which task took each of the steps so far. */
  int[] schedule() {
    return steps.tasks();
  }

  /** Runs a schedule, from the initial state to its last one, for somebody who listens. */
  void play(int[] schedule, StepListener ear) {
    rewind();
    listen(ear);
    try {
      for (int id : schedule) {
        step(id);
      }
    } finally {
      listen(null);
    }
  }

  /** The kernel functions in which a stopped task is, innermost first. */
  List<String> stackOf(Task t) {
    if (t.pending < 0) {
      return List.of();
    }
    StackAtStop asked = new StackAtStop();
    StepListener before = listener;
    listener = asked;
    current = t;
    pos = t.base;
    end = t.top;
    granted = false;
    mode = Mode.RUN;
    try {
      runCurrentCall(t);
    } catch (Unwind u) {
      // Where it had stopped before.
    } finally {
      listener = before;
      mode = Mode.PEEK;
      current = null;
      pos = 0;
      end = 0;
    }
    return asked.stack;
  }

  /**
   * The tasks that keep a blocked one from going on, as a mask: holders, queued writers, readers.
   */
  int blockers(Task t) {
    for (HeldLock lock : slots.locks()) {
      if (lock.slot() == Op.slot(t.pending)) {
        int queued = Op.of(t.pending) == Op.DOWN_READ ? lock.queued() : 0;
        return (lock.holders() | queued) & ~(1 << t.id);
      }
    }
    return t.condition instanceof Awaited awaited ? awaited.inside(t) : 0;
  }

  // ---- what primitives use

  /** Whether the next operation is answered from the log. */
  boolean replaying() {
    return pos < end;
  }

  /** The logged answer of the next operation. */
  int replay(int signature) {
    if (current.signature[pos] != signature) {
      throw nondeterministic(
          "did "
              + slots.describe(signature)
              + ", but before that it had done "
              + slots.describe(current.signature[pos]));
    }
    return current.observed[pos++];
  }

  /**
   * Comes before the effect of an operation: stops here if this is a scheduling point that the
   * scheduler has not chosen yet, and checks that the struct is alive.
   */
  void begin(int signature, boolean point, Condition condition) {
    if (mode != Mode.RUN) {
      if (mode == Mode.UNWIND) {
        throw unwind;
      }
      return;
    }
    if (granted) {
      granted = false;
      if (signature != current.pending) {
        throw nondeterministic(
            "does "
                + slots.describe(signature)
                + ", but was about to do "
                + slots.describe(current.pending));
      }
    } else if (point || depth() == 0) {
      // At the start, every task stops before its first operation, whatever that is.
      stop(signature, condition);
    } else {
      lastInside = Op.slot(signature);
    }
    if (++operations > MAX_STEP) {
      throw new ModelError(where() + ": no scheduling point within " + MAX_STEP + " operations");
    }
    found = memory.peek(Op.slot(signature));
    int life = slots.lifeOf(Op.slot(signature));
    if (life >= 0 && memory.read(life) != ALIVE) {
      throw raise(
          "use-after-free", "use after free: " + slots.describe(signature) + " after kfree()");
    }
  }

  private void stop(int signature, Condition condition) {
    if (current.top - current.base > MAX_CALL) {
      throw new ModelError(
          where() + ": more than " + MAX_CALL + " operations; does the entry point loop for ever?");
    }
    Op op = Op.of(signature);
    if (op.sleeps() && inAtomic()) {
      throw mayNotSleep(slots.describe(signature));
    }
    current.pending = signature;
    current.condition = condition;
    mode = Mode.UNWIND;
    if (listener != null) {
      listener.stopped(current, signature);
    }
    throw unwind;
  }

  /** Comes after the effect of an operation: logs what it observed and what it left in the slot. */
  int record(int signature, int observed, int left) {
    if (mode == Mode.RUN) {
      if (loops > 0) {
        current.appendInLoop(signature, observed, found, left);
      } else {
        current.append(signature, observed, left);
      }
      pos = end = current.top;
      if (listener != null) {
        listener.performed(current, signature, observed, left);
      }
    }
    return observed;
  }

  int load(int slot) {
    return mode == Mode.PEEK ? memory.peek(slot) : memory.read(slot);
  }

  /** Every operation is a scheduling point. */
  boolean everyAccess() {
    return granularity == Granularity.ACCESS;
  }

  /** Whether a release of the lock at this slot is a scheduling point. */
  boolean releasePoint(int slot) {
    return everyAccess() || slots.isPromoted(slot);
  }

  /**
   * Comes with every trylock: from now on (which may mean: from the start, once more) its releases
   * are points.
   */
  void tried(int slot) {
    if (mode == Mode.RUN && !slots.isPromoted(slot)) {
      throw new Promotion(slot);
    }
  }

  /**
   * Comes with kfree, which changes all members of the struct: those that others may touch must be
   * seen.
   */
  void freesMembers(int life) {
    if (mode == Mode.RUN && !everyAccess()) {
      int hidden = slots.hiddenMember(life);
      if (hidden >= 0) {
        throw new Promotion(hidden);
      }
    }
  }

  private boolean dataPoint(int slot, boolean write) {
    Guard guard = slots.guardOf(slot);
    if (guard == null || slots.isPromoted(slot) || everyAccess() || mode != Mode.RUN) {
      return true;
    }
    if (!granted && !guard.held(write)) {
      throw new Promotion(slot);
    }
    return false;
  }

  int read(int slot, Op op) {
    int signature = op.on(slot);
    if (pos < end) {
      return replay(signature);
    }
    begin(signature, dataPoint(slot, false), Condition.NONE);
    int value = load(slot);
    return record(signature, value, value);
  }

  void write(int slot, int value, Op op) {
    int signature = op.on(slot);
    if (pos < end) {
      replay(signature);
      return;
    }
    begin(signature, dataPoint(slot, true), Condition.NONE);
    memory.write(slot, value);
    record(signature, 0, value);
  }

  /** Whether the running task performs, rather than replays, what it does now. */
  boolean performing() {
    return mode == Mode.RUN && pos == end && !granted;
  }

  boolean inSetup() {
    return mode == Mode.SETUP;
  }

  // ---- what kernel code calls without an object

  void spinUntil(BooleanSupplier body) {
    int loop = current == null ? 0 : pos - current.base;
    loops++;
    while (!body.getAsBoolean()) {
      if (mode == Mode.SETUP) {
        throw new ModelError("a task would spin for ever while the initial state is built");
      }
      relax(loop);
    }
    loops--;
  }

  /**
   * The end of a futile run of a loop's body. The task waits here until something that the body
   * read has changed, and then its log is cut back to where the loop began: a run leaves nothing
   * behind, so it may be forgotten.
   */
  private void relax(int loop) {
    int signature = Op.CPU_RELAX.on(preemptCount[current.id]);
    if (!granted) {
      current.loopStart = loop;
    }
    begin(signature, true, seesChange);
    for (int i = current.base + loop; i < end; i++) {
      if (Op.of(current.signature[i]).wakesLoops()) {
        memory.read(Op.slot(current.signature[i]));
      }
    }
    startOver(signature, loop);
  }

  void repeatUntil(BooleanSupplier body) {
    int loop = current == null ? 0 : pos - current.base;
    while (!body.getAsBoolean()) {
      if (mode == Mode.SETUP) {
        throw new ModelError("a task would be rescheduled while the initial state is built");
      }
      int signature = Op.COND_RESCHED.on(preemptCount[current.id]);
      begin(signature, true, Condition.NONE);
      startOver(signature, loop);
    }
  }

  /** Forgets what the running task has observed since a loop began. */
  private void startOver(int signature, int loop) {
    startPassOver(loop);
    if (listener != null) {
      listener.performed(current, signature, 0, 0);
    }
  }

  /** Runs passes until one returns true, each with the log cut back to where the loop began. */
  void loop(BooleanSupplier pass) {
    int begin = current == null ? 0 : pos - current.base;
    while (!pass.getAsBoolean()) {
      if (current != null) {
        startPassOver(begin);
      }
    }
  }

  private void startPassOver(int loop) {
    sections.goRound(current);
    current.restartAt(loop);
    pos = end = current.top;
  }

  void mightSleep() {
    if (performing() && inAtomic()) {
      throw mayNotSleep("might_sleep()");
    }
  }

  private boolean inAtomic() {
    return memory.peek(preemptCount[current.id]) > 0;
  }

  private KernelBug mayNotSleep(String what) {
    return raise("sleeping-in-atomic", "sleeping function called from invalid context: " + what);
  }

  /**
   * Enters or leaves a section that must not sleep. The slot is the task's own, so no other task's
   * step depends on it.
   */
  void addPreemptCount(int amount) {
    int slot = preemptCount[currentId()];
    memory.write(slot, memory.peek(slot) + amount);
  }

  /** {@code local_bh_disable()} for 1, {@code local_bh_enable()} for -1. */
  void disableBh(int amount) {
    int signature = (amount > 0 ? Op.BH_DISABLE : Op.BH_ENABLE).on(preemptCount[currentId()]);
    if (replaying()) {
      replay(signature);
      return;
    }
    begin(signature, releasePoint(Op.slot(signature)), Condition.NONE);
    addPreemptCount(amount);
    record(signature, 0, 0);
  }

  void warn(String text) {
    if (performing()) {
      warnings.add(new Finding(Outcome.WARNING, "WARNING: " + text, KernelStack.capture()));
    }
  }

  void observe(Rule rule) {
    String breach = breach(rule);
    if (breach != null) {
      warnings.add(new Finding(rule.name(), breach, KernelStack.capture()));
    }
  }

  /**
   * What a rule finds wrong in the middle of a step; null if nothing, or if the step is only
   * replayed.
   */
  String breach(Rule rule) {
    if (!performing()) {
      return null;
    }
    mode = Mode.OBSERVE;
    try {
      return rule.breach();
    } finally {
      mode = Mode.RUN;
    }
  }

  /** Comes after an operation on a lock. */
  void changeHeld(LockClass lock, LockChange change) {
    if (mode == Mode.RUN) {
      HeldLocks before = current.held;
      current.held = before.after(lock, change);
      if (order.isWatching()) {
        watched |= before.watched(lock, change);
      }
      LockUse ended = change.ends(lock.kind);
      if (ended != null) {
        sections.end(current, lock, ended);
      }
      if (listener != null) {
        listener.changedHeld(current, lock, change);
      }
    }
  }

  /** Which edges of the lock order that the search is after the last step has taken. */
  long watched() {
    return watched;
  }

  /** Comes before an acquisition: raises a finding if the running task holds the lock already. */
  void refuseRecursion(HeldLock lock) {
    if (performing() && lock.heldBy(current)) {
      throw raise(
          "recursive-lock", "possible recursive locking: " + lock.name() + " is held by this task");
    }
  }

  /** Comes with a release. */
  void requireHolder(boolean holder, String lock) {
    if (!holder) {
      throw raise("bad-unlock", "bad unlock balance: this task does not hold " + lock);
    }
  }

  /** Comes with kfree: raises a finding if a lock of the struct is held. */
  void refuseHeldLocks(int life) {
    HeldLock held = slots.heldMember(life);
    if (held != null) {
      throw raise("held-lock-freed", "held lock freed: " + held.name());
    }
  }

  /** Comes at the end of an entry point, and of a work item's function. */
  void checkNothingHeld() {
    HeldLock held = slots.heldBy(current);
    if (held != null) {
      throw raise("lock-held-on-return", "lock held when returning to user space: " + held.name());
    }
  }

  // ---- findings

  /** What the last step ran into and cannot go on from, or null. */
  Finding bug() {
    return bug == null ? null : new Finding(bug.oracle(), bug.getMessage(), bugStack);
  }

  boolean hasBug() {
    return bug != null;
  }

  /** What the last step warned of and went on. */
  List<Finding> warnings() {
    return warnings;
  }

  /** Makes the error to throw, and notes in which kernel function this is. */
  KernelBug raise(String oracle, String text) {
    bugStack = KernelStack.capture();
    KernelBug raised = new KernelBug(oracle, text);
    if (mode == Mode.RUN) {
      // A finally block on the way out may perform nothing, and may not replace what is thrown.
      bug = raised;
      mode = Mode.UNWIND;
    }
    return raised;
  }

  private void nullDereference(NullPointerException e) {
    StackTraceElement[] frames = e.getStackTrace();
    if (frames.length == 0) {
      // Compiled code leaves it out, and then nobody knows which function is to blame.
      throw new ModelError(
          "the JVM does not tell where a NULL pointer is followed: it needs the option"
              + " -XX:-OmitStackTraceInFastThrow, which ./epcheck gives it",
          e);
    }
    if (frames[0].getClassName().startsWith(getClass().getPackageName())) {
      throw new ModelError(where() + ": " + e, e);
    }
    bugStack = KernelStack.of(frames);
    bug = new KernelBug(Outcome.NULL_DEREFERENCE, "NULL pointer dereference");
  }

  void listen(StepListener newListener) {
    listener = newListener;
  }

  String where() {
    return current == null
        ? "while the initial state is built"
        : "task " + current.name + ", " + current.callName() + ", step " + depth();
  }

  private ModelError nondeterministic(String what) {
    return new ModelError(
        where()
            + ": the model is not deterministic: the entry point "
            + what
            + ". It must depend on nothing but what the primitives return.");
  }
}
