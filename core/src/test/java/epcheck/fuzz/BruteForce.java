package epcheck.fuzz;

import epcheck.explore.Exploration;
import epcheck.fuzz.Program.Section;
import epcheck.fuzz.Program.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs every interleaving of a {@link Program}, one access at a time, and keeps every state in
 * full. It shares no code with the explorer and is written to be obviously right: a state is copied
 * for each step, nothing is undone, pruned or hashed. What the kernel's primitives mean is told
 * here a second time.
 *
 * <p>Statements are flattened into instructions, each of which touches shared memory at most once.
 * A thread runs its local instructions at once and stops before the next one that touches shared
 * memory.
 */
final class BruteForce {
  /** The program is too big. */
  static final class TooBig extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A work item may be cancelled: from now on it matters whether it runs. */
  private static final class Cancellable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int work;

    Cancellable(int work) {
      super(null, null, false, false);
      this.work = work;
    }
  }

  /** A rule is broken, so that the execution cannot go on. */
  private static final class Bug extends Exception {
    private static final long serialVersionUID = 1L;
    final String oracle;

    Bug(String oracle) {
      super(oracle, null, false, false);
      this.oracle = oracle;
    }
  }

  private enum Code {
    // Local: no access to shared memory.
    GOTO,
    UNLESS_GOTO,
    LOOP_BEGIN,
    IS_ZERO,
    NULL_CHECK,
    GOTO_IF_NULL,
    DOUBLE_ADD_CHECK,
    POISON_CHECK,
    MIGHT_SLEEP,
    WARN_IF,
    // One access each. LOAD and STORE are a + r[b] if b is a register; values are constants or
    // r[target].
    LOAD,
    STORE,
    STORE_REG,
    STORE_NEXT,
    STORE_SUM,
    STORE_AT,
    ACQUIRE,
    RELEASE,
    TRY,
    DOWN_READ,
    UP_READ,
    DOWN_WRITE,
    DOWN_WRITE_QUEUED,
    UP_WRITE,
    DOWNGRADE_WRITE,
    KREF_GET,
    KREF_TRYGET,
    KREF_PUT,
    SET_BIT,
    CLEAR_BIT,
    TEST_BIT,
    TEST_AND_SET,
    COUNT,
    SRCU_LOCK,
    SRCU_UNLOCK,
    SYNCHRONIZE,
    SYNCHRONIZE_WAIT,
    CALL_SRCU,
    CLEANUP_SRCU,
    CALLBACK_BEGIN,
    CALLBACK_WAIT,
    CALLBACK_END,
    QUEUE,
    WORK_BEGIN,
    WORK_END,
    CANCEL,
    CANCEL_WAIT,
    FREE_A,
    FREE_ITEM,
    KZALLOC,
    BH,
    LOOP_END;

    boolean local() {
      return ordinal() < LOAD.ordinal();
    }
  }

  /** One instruction: {@code marked} is READ_ONCE and its like. */
  private static final class Instruction {
    final Code code;
    int a;
    int b;
    int reg;
    boolean marked;
    int target;

    Instruction(Code code, int a, int b, int reg) {
      this.code = code;
      this.a = a;
      this.b = b;
      this.reg = reg;
    }
  }

  // Where things lie in memory.
  private static final int MAX_THREADS = 8;
  private static final int X = 0;
  private static final int HOLDER = X + Program.INTS;
  private static final int WRITER = HOLDER + 5;
  private static final int READERS = WRITER + 1;
  private static final int QUEUED_WRITERS = READERS + 1;
  private static final int KREF = QUEUED_WRITERS + 1;
  private static final int RELEASER = KREF + 1;
  private static final int BITS = RELEASER + 1;
  private static final int COUNTER = BITS + 1;
  private static final int POINTER = COUNTER + 1;
  private static final int Y = POINTER + 1;
  private static final int A_IS_FREE = Y + 2;
  private static final int ITEM_LIFE = A_IS_FREE + 1;
  private static final int ITEMS_USED = ITEM_LIFE + 2;
  private static final int NEXT = ITEMS_USED + 1;
  private static final int PREV = NEXT + 3;
  private static final int WORK = PREV + 3;
  private static final int CALLBACKS_QUEUED = WORK + 2;
  private static final int CALLBACKS_DONE = CALLBACKS_QUEUED + 1;
  private static final int CALLBACK_RING = CALLBACKS_DONE + 1;
  private static final int CALLBACK_AWAITS = CALLBACK_RING + 8;
  private static final int SRCU_DEPTH = CALLBACK_AWAITS + 2;
  private static final int SRCU_AWAITS = SRCU_DEPTH + MAX_THREADS;
  private static final int SRCU_TARGET = SRCU_AWAITS + MAX_THREADS;
  private static final int ATOMIC_DEPTH = SRCU_TARGET + MAX_THREADS;
  private static final int SIZE = ATOMIC_DEPTH + MAX_THREADS;

  /** The recursion may get as deep as there are states. */
  private static final long STACK_BYTES = 1L << 28;

  // A work item.
  private static final int PENDING = 1;
  private static final int RUNNING = 2;
  private static final int CANCELLING = 4;

  // How a loop comes to its next run: it waits for a change, is rescheduled, or just goes on.
  private static final int WAITS = 0;
  private static final int RESCHEDULES = 1;
  private static final int GOES_ON = 2;

  private static final int POISON = -1;
  private static final int UNSEEN = Integer.MIN_VALUE;

  /** Registers that no statement names. */
  private static final int T0 = 4;

  private static final int T1 = 5;
  private static final int REGISTERS = 6;

  /** What a thread is made of; the same in all states. */
  private static final class ThreadCode {
    final String name;
    final boolean daemon;
    final List<List<Instruction>> calls = new ArrayList<>();

    ThreadCode(String name, boolean daemon) {
      this.name = name;
      this.daemon = daemon;
    }
  }

  /** Where a thread is, and what it has seen in its current call. */
  private static final class ThreadState {
    int call;
    int pc;
    int[] r = new int[REGISTERS];
    int operations;
    String history = "";

    /** Its steps in this call, and the sections that it is in. */
    int steps;

    List<OpenSection> open = new ArrayList<>();

    /** The locks that it has taken in this call and not given back, whatever it remembers. */
    List<String> held = new ArrayList<>();

    // Of the loop that it is in: how things were when it began, and the values that it has left
    // behind.
    int[] seen;
    boolean stale;
    int[] rBefore;
    int operationsBefore;
    String historyBefore;
    int stepsBefore;
    List<OpenSection> openBefore;

    ThreadState copy() {
      ThreadState copy = new ThreadState();
      copy.call = call;
      copy.pc = pc;
      copy.r = r.clone();
      copy.operations = operations;
      copy.history = history;
      copy.steps = steps;
      copy.open = new ArrayList<>(open);
      copy.held = new ArrayList<>(held);
      copy.seen = seen == null ? null : seen.clone();
      copy.stale = stale;
      copy.rBefore = rBefore;
      copy.operationsBefore = operationsBefore;
      copy.historyBefore = historyBefore;
      copy.stepsBefore = stepsBefore;
      copy.openBefore = openBefore;
      return copy;
    }

    void beginLoop() {
      rBefore = r.clone();
      operationsBefore = operations;
      historyBefore = history;
      stepsBefore = steps;
      openBefore = List.copyOf(open);
    }

    /** The next run of the loop remembers nothing of this one. */
    void startOver(int start) {
      r = rBefore.clone();
      operations = operationsBefore;
      history = historyBefore;
      steps = stepsBefore;
      open = new ArrayList<>(openBefore);
      pc = start;
    }
  }

  /**
   * A critical section that has not ended.
   *
   * @param since the step of its thread in which it began
   */
  private record OpenSection(String lock, int since) {}

  private static final class State {
    int[] mem = new int[SIZE];
    ThreadState[] threads;

    State copy() {
      State copy = new State();
      copy.mem = mem.clone();
      copy.threads = new ThreadState[threads.length];
      for (int t = 0; t < threads.length; t++) {
        copy.threads[t] = threads[t].copy();
      }
      return copy;
    }

    /**
     * All of it: where a thread is follows from its call and what it has seen in it. So does how
     * long its sections have been open; it is said all the same, since the explorer relies on that
     * and must come to as many states.
     */
    String key() {
      StringBuilder key = new StringBuilder(Arrays.toString(mem));
      for (ThreadState thread : threads) {
        key.append('|').append(thread.call).append(':').append(thread.history);
        for (OpenSection section : thread.open) {
          key.append(section.lock).append(thread.steps - section.since);
        }
      }
      return key.toString();
    }
  }

  private final List<ThreadCode> code = new ArrayList<>();
  private final Program program;
  private final int limit;

  /** The work items that somebody cancels, as a mask. */
  private final int cancellable;

  private final Observed observed = Observed.nothing();

  /** For each state the number of executions from there, all their prefixes included. */
  private final Map<String, Double> executions = new HashMap<>();

  /** All states, in the order in which they were met. */
  private final List<State> states = new ArrayList<>();

  /** The number of each state. */
  private final Map<String, Integer> numbers = new HashMap<>();

  private final List<Cycles.Edge> edges = new ArrayList<>();

  private boolean tryFailed;

  /** The steps of the longest section of each lock, those of readers apart. */
  private final Map<String, Integer> longest = new TreeMap<>();

  /** The locks that are held when a loop starts over. */
  private final Set<String> heldInLoops = new TreeSet<>();

  private BruteForce(Program program, int limit, int cancellable) {
    this.program = program;
    this.limit = limit;
    this.cancellable = cancellable;
  }

  /**
   * What brute force saw.
   *
   * @param executions the size of the tree of all executions; infinite if one of them can go on for
   *     ever
   * @param tryFailed a trylock has failed somewhere
   * @param sections for each lock, those of readers apart, the steps of its longest section, with a
   *     plus if one has a loop in it that started over: then it is as long as the last pass makes
   *     it
   * @param endless which tasks can keep each other awake for ever, and in which state that may be
   *     noticed: in the words of {@link Exploration.Result#endless}
   * @param fairComponents for each strongly connected component of the state graph in which an
   *     execution can go on for ever under a weakly fair scheduler: its states, in these words
   * @param fairComponentsIfLocksAreFair the same if a task may not be kept from a lock, an rwsem or
   *     the end of a grace period for ever by others that come and go
   */
  record Result(
      Observed observed,
      double executions,
      boolean tryFailed,
      Map<String, String> sections,
      Set<String> endless,
      List<Set<String>> fairComponents,
      List<Set<String>> fairComponentsIfLocksAreFair) {}

  /**
   * @throws TooBig if there are more states than that
   */
  static Result explore(Program program, int limit) {
    FutureTask<Result> result = new FutureTask<>(() -> explore(program, limit, 0));
    Thread thread = new Thread(null, result, "brute force", STACK_BYTES);
    thread.start();
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Result explore(Program program, int limit, int cancellable) {
    try {
      return new BruteForce(program, limit, cancellable).explore();
    } catch (Cancellable one) {
      return explore(program, limit, cancellable | 1 << one.work);
    }
  }

  private Result explore() {
    flatten();
    double size = visit(initial());
    Observed o = observed;
    return new Result(
        new Observed(states.size(), o.outcomes(), o.violations(), o.stuck(), o.races()),
        size,
        tryFailed,
        sections(),
        endless(size),
        fairComponents(size, false),
        fairComponents(size, true));
  }

  // ---- from statements to instructions

  private void flatten() {
    for (int t = 0; t < program.tasks().size(); t++) {
      ThreadCode thread = new ThreadCode("T" + t, false);
      for (List<Statement> call : program.tasks().get(t)) {
        List<Instruction> out = new ArrayList<>();
        block(call, out);
        thread.calls.add(out);
      }
      code.add(thread);
    }
    for (int w = 0; w < program.works().size(); w++) {
      List<Instruction> out = new ArrayList<>();
      out.add(new Instruction(Code.WORK_BEGIN, w, 0, 0));
      block(program.works().get(w), out);
      if (isCancellable(w)) {
        out.add(new Instruction(Code.WORK_END, w, 0, 0));
      }
      daemon("kworker/work" + w, out);
    }
    if (!program.callbacks().isEmpty()) {
      List<Instruction> out = new ArrayList<>();
      out.add(new Instruction(Code.CALLBACK_BEGIN, 0, 0, T0));
      out.add(new Instruction(Code.CALLBACK_WAIT, 0, 0, T0));
      out.add(new Instruction(Code.BH, 1, 0, 0));
      Instruction first = new Instruction(Code.UNLESS_GOTO, 0, 0, T0);
      out.add(first);
      block(program.callbacks().get(0), out);
      Instruction end = new Instruction(Code.GOTO, 0, 0, 0);
      out.add(end);
      first.target = out.size();
      if (program.callbacks().size() > 1) {
        block(program.callbacks().get(1), out);
      }
      end.target = out.size();
      out.add(new Instruction(Code.BH, -1, 0, 0));
      out.add(new Instruction(Code.CALLBACK_END, 0, 0, 0));
      daemon("kworker/srcu", out);
    }
  }

  private boolean isCancellable(int work) {
    return (cancellable >> work & 1) != 0;
  }

  private void daemon(String name, List<Instruction> body) {
    ThreadCode thread = new ThreadCode(name, true);
    thread.calls.add(body);
    code.add(thread);
  }

  private static void block(List<Statement> statements, List<Instruction> out) {
    for (Statement s : statements) {
      flatten(s, out);
    }
  }

  private static Instruction add(List<Instruction> out, Code code, int a, int b, int reg) {
    Instruction i = new Instruction(code, a, b, reg);
    out.add(i);
    return i;
  }

  private static void flatten(Statement s, List<Instruction> out) {
    switch (s.kind()) {
      case LOCK -> lock(s.section(), out);
      case UNLOCK -> unlock(s.section(), out);
      case DOWNGRADE -> add(out, Code.DOWNGRADE_WRITE, 0, 0, 0);
      case TRYLOCK -> add(out, Code.TRY, s.a(), 0, s.reg());
      case READ -> add(out, Code.LOAD, X + s.a(), 0, s.reg());
      case READ_ONCE -> add(out, Code.LOAD, X + s.a(), 0, s.reg()).marked = true;
      case WRITE -> add(out, Code.STORE, X + s.a(), s.b(), 0);
      case WRITE_ONCE -> add(out, Code.STORE, X + s.a(), s.b(), 0).marked = true;
      case WRITE_REG -> add(out, Code.STORE_NEXT, X + s.a(), 0, s.reg());
      case ADD -> {
        add(out, Code.LOAD, X + s.a(), 0, T0);
        add(out, Code.STORE_SUM, X + s.a(), s.b(), T0);
      }
      case IF -> {
        Instruction unless = add(out, Code.UNLESS_GOTO, 0, s.b(), s.reg());
        block(s.body(), out);
        Instruction end = add(out, Code.GOTO, 0, 0, 0);
        unless.target = out.size();
        block(s.otherwise(), out);
        end.target = out.size();
      }
      case AWAIT -> loop(s, WAITS, out);
      case REPEAT -> loop(s, RESCHEDULES, out);
      case LOOP -> loop(s, GOES_ON, out);
      case KREF_GET -> add(out, Code.KREF_GET, 0, 0, 0);
      case KREF_TRYGET -> add(out, Code.KREF_TRYGET, 0, 0, s.reg());
      case KREF_PUT -> add(out, Code.KREF_PUT, 0, 0, s.reg());
      case SET_BIT -> add(out, Code.SET_BIT, s.a(), 0, 0);
      case CLEAR_BIT -> add(out, Code.CLEAR_BIT, s.a(), 0, 0);
      case TEST_BIT -> add(out, Code.TEST_BIT, s.a(), 0, s.reg());
      case TEST_AND_SET -> add(out, Code.TEST_AND_SET, s.a(), 0, s.reg());
      case COUNT -> add(out, Code.COUNT, 0, s.b(), s.reg());
      case SYNCHRONIZE -> {
        add(out, Code.SYNCHRONIZE, 0, 0, 0);
        add(out, Code.SYNCHRONIZE_WAIT, 0, 0, 0);
      }
      case CALL_SRCU -> add(out, Code.CALL_SRCU, s.a(), 0, 0);
      case CLEANUP_SRCU -> {
        add(out, Code.CLEANUP_SRCU, 0, 0, T0);
        add(out, Code.WARN_IF, 0, 1, T0);
      }
      case QUEUE -> add(out, Code.QUEUE, s.a(), 0, s.reg());
      case CANCEL -> {
        add(out, Code.CANCEL, s.a(), 0, s.reg());
        add(out, Code.CANCEL_WAIT, s.a(), 0, 0);
      }
      case FREE_A -> add(out, Code.FREE_A, 0, 0, 0);
      case ALLOC -> {
        add(out, Code.KZALLOC, 0, 0, T0);
        add(out, Code.STORE_REG, POINTER, 0, T0);
      }
      case FREE_P -> {
        add(out, Code.LOAD, POINTER, 0, T0);
        Instruction ifNull = add(out, Code.GOTO_IF_NULL, 0, 0, T0);
        add(out, Code.FREE_ITEM, 0, 0, T0);
        ifNull.target = out.size();
      }
      case CLEAR_P -> add(out, Code.STORE, POINTER, 0, 0);
      case P_WRITE -> {
        add(out, Code.LOAD, POINTER, 0, T0);
        add(out, Code.NULL_CHECK, 0, 0, T0);
        add(out, Code.STORE, Y - 1, s.b(), 0).target = T0;
      }
      case P_READ -> {
        add(out, Code.LOAD, POINTER, 0, T0);
        add(out, Code.NULL_CHECK, 0, 0, T0);
        add(out, Code.LOAD, Y - 1, T0, s.reg());
      }
      case LIST_ADD -> {
        int node = s.a() + 1;
        add(out, Code.LOAD, NEXT, 0, T0);
        add(out, Code.DOUBLE_ADD_CHECK, 0, node, T0);
        add(out, Code.STORE, PREV, node, 0).target = T0;
        add(out, Code.STORE_REG, NEXT + node, 0, T0);
        add(out, Code.STORE, PREV + node, 0, 0);
        add(out, Code.STORE, NEXT, node, 0).marked = true;
      }
      case LIST_ADD_TAIL -> {
        int node = s.a() + 1;
        add(out, Code.LOAD, PREV, 0, T0);
        add(out, Code.DOUBLE_ADD_CHECK, 0, node, T0);
        add(out, Code.STORE, PREV, node, 0);
        add(out, Code.STORE, NEXT + node, 0, 0);
        add(out, Code.STORE_REG, PREV + node, 0, T0);
        Instruction publish = add(out, Code.STORE, NEXT, node, 0);
        publish.target = T0;
        publish.marked = true;
      }
      case LIST_DEL -> {
        unlink(s.a() + 1, out);
        add(out, Code.STORE, NEXT + s.a() + 1, POISON, 0);
        add(out, Code.STORE, PREV + s.a() + 1, POISON, 0);
      }
      case LIST_DEL_INIT -> {
        unlink(s.a() + 1, out);
        add(out, Code.STORE, NEXT + s.a() + 1, s.a() + 1, 0);
        add(out, Code.STORE, PREV + s.a() + 1, s.a() + 1, 0);
      }
      case LIST_EMPTY -> {
        add(out, Code.LOAD, NEXT, 0, T0).marked = true;
        add(out, Code.IS_ZERO, 0, T0, s.reg());
      }
      case MIGHT_SLEEP -> add(out, Code.MIGHT_SLEEP, 0, 0, 0);
      case WARN_IF -> add(out, Code.WARN_IF, 0, s.b(), s.reg());
    }
  }

  private static void loop(Statement s, int how, List<Instruction> out) {
    add(out, Code.LOOP_BEGIN, how, 0, 0);
    int start = out.size();
    block(s.body(), out);
    add(out, Code.LOOP_END, how, s.b(), s.reg()).target = start;
  }

  private static void unlink(int node, List<Instruction> out) {
    add(out, Code.LOAD, NEXT + node, 0, T0);
    add(out, Code.LOAD, PREV + node, 0, T1);
    add(out, Code.POISON_CHECK, 0, 0, 0);
    add(out, Code.STORE_AT, PREV, T1, T0);
    add(out, Code.STORE_AT, NEXT, T0, T1).marked = true;
  }

  private static void lock(Section section, List<Instruction> out) {
    switch (section) {
      case READ -> add(out, Code.DOWN_READ, 0, 0, 0);
      case WRITE -> {
        add(out, Code.DOWN_WRITE, 0, 0, T0);
        Instruction wait = add(out, Code.UNLESS_GOTO, 0, 0, T0);
        add(out, Code.DOWN_WRITE_QUEUED, 0, 0, 0);
        wait.target = out.size();
      }
      case SRCU -> add(out, Code.SRCU_LOCK, 0, 0, 0);
      case NO_BH -> add(out, Code.BH, 1, 0, 0);
      default -> add(out, Code.ACQUIRE, section.ordinal(), 0, 0);
    }
  }

  private static void unlock(Section section, List<Instruction> out) {
    switch (section) {
      case READ -> add(out, Code.UP_READ, 0, 0, 0);
      case WRITE -> add(out, Code.UP_WRITE, 0, 0, 0);
      case SRCU -> add(out, Code.SRCU_UNLOCK, 0, 0, 0);
      case NO_BH -> add(out, Code.BH, -1, 0, 0);
      default -> add(out, Code.RELEASE, section.ordinal(), 0, 0);
    }
  }

  // ---- all interleavings

  private State initial() {
    State state = new State();
    state.mem[KREF] = program.krefAtStart();
    for (int i = 0; i < 3; i++) {
      state.mem[NEXT + i] = i;
      state.mem[PREV + i] = i;
    }
    state.threads = new ThreadState[code.size()];
    for (int t = 0; t < code.size(); t++) {
      state.threads[t] = new ThreadState();
    }
    for (int t = 0; t < code.size(); t++) {
      try {
        runToNextAccess(state, t);
      } catch (Bug bug) {
        throw new IllegalStateException("a bug before the first step", bug);
      }
    }
    return state;
  }

  /** Visits a state and all that follow; the number of executions from here. */
  private double visit(State state) {
    String key = state.key();
    Double known = executions.get(key);
    if (known != null) {
      return known;
    }
    if (executions.size() == limit) {
      throw new TooBig();
    }
    // Whoever comes back here before this is done has found an execution without an end.
    executions.put(key, Double.POSITIVE_INFINITY);
    int number = states.size();
    numbers.put(key, number);
    states.add(state);
    noteRaces(state);
    double sum = 1;
    boolean stuck = true;
    for (int t = 0; t < code.size(); t++) {
      if (ready(state, t)) {
        stuck = false;
        State after = state.copy();
        try {
          perform(after, t);
          runToNextAccess(after, t);
          sum += visit(after);
          edges.add(new Cycles.Edge(number, t, numbers.get(after.key())));
        } catch (Bug bug) {
          noteViolation(bug.oracle, after, t);
          sum++;
        }
      }
    }
    if (stuck) {
      noteEnd(state);
    }
    executions.put(key, sum);
    return sum;
  }

  private boolean done(State state, int t) {
    return state.threads[t].call == code.get(t).calls.size();
  }

  private Instruction next(State state, int t) {
    ThreadState thread = state.threads[t];
    return code.get(t).calls.get(thread.call).get(thread.pc);
  }

  private boolean ready(State state, int t) {
    if (done(state, t)) {
      return false;
    }
    int[] mem = state.mem;
    ThreadState thread = state.threads[t];
    Instruction i = next(state, t);
    return switch (i.code) {
      case ACQUIRE -> mem[HOLDER + i.a] == 0;
      case DOWN_READ -> mem[WRITER] == 0 && (mem[QUEUED_WRITERS] == 0 || mem[READERS] == 0);
      case DOWN_WRITE_QUEUED -> mem[WRITER] == 0 && mem[READERS] == 0;
      case SYNCHRONIZE_WAIT ->
          mem[SRCU_AWAITS + t] == 0 && mem[CALLBACKS_DONE] >= mem[SRCU_TARGET + t];
      case CALLBACK_BEGIN -> mem[CALLBACKS_DONE] < mem[CALLBACKS_QUEUED];
      case CALLBACK_WAIT -> mem[CALLBACK_AWAITS + thread.r[i.reg]] == 0;
      case WORK_BEGIN -> (mem[WORK + i.a] & PENDING) != 0;
      case CANCEL -> (mem[WORK + i.a] & CANCELLING) == 0;
      case CANCEL_WAIT -> (mem[WORK + i.a] & RUNNING) == 0;
      case LOOP_END -> {
        if (i.a == RESCHEDULES) {
          yield true;
        }
        boolean changed = thread.stale;
        for (int m = 0; m < SIZE; m++) {
          changed |= thread.seen[m] != UNSEEN && thread.seen[m] != mem[m];
        }
        yield changed;
      }
      default -> true;
    };
  }

  /** Runs local instructions, and calls that end, up to the next access. */
  private void runToNextAccess(State state, int t) throws Bug {
    ThreadState thread = state.threads[t];
    while (!done(state, t)) {
      List<Instruction> call = code.get(t).calls.get(thread.call);
      if (thread.pc == call.size()) {
        checkNothingHeld(state, t);
        ThreadState fresh = new ThreadState();
        fresh.call = code.get(t).daemon ? thread.call : thread.call + 1;
        state.threads[t] = fresh;
        thread = fresh;
      } else {
        Instruction i = call.get(thread.pc);
        if (i.code == Code.LOOP_END && thread.r[i.reg] == i.b) {
          thread.seen = null;
          thread.pc++;
        } else if (i.code == Code.LOOP_END && i.a == GOES_ON) {
          heldInLoops.addAll(thread.held);
          thread.startOver(i.target);
        } else if (i.code.local()) {
          thread.pc++;
          performLocal(state, t, i);
        } else {
          checkArrival(state, t, i);
          return;
        }
      }
    }
  }

  private void performLocal(State state, int t, Instruction i) throws Bug {
    ThreadState thread = state.threads[t];
    int[] r = thread.r;
    switch (i.code) {
      case GOTO -> thread.pc = i.target;
      case UNLESS_GOTO -> {
        if (r[i.reg] != i.b) {
          thread.pc = i.target;
        }
      }
      case LOOP_BEGIN -> {
        thread.beginLoop();
        if (i.a == WAITS) {
          thread.seen = new int[SIZE];
          Arrays.fill(thread.seen, UNSEEN);
          thread.stale = false;
        }
      }
      case IS_ZERO -> r[i.reg] = r[i.b] == 0 ? 1 : 0;
      case NULL_CHECK -> check(r[i.reg] != 0, "null-dereference");
      case GOTO_IF_NULL -> {
        if (r[i.reg] == 0) {
          thread.pc = i.target;
        }
      }
      case DOUBLE_ADD_CHECK -> check(r[i.reg] != i.b, "list-corruption");
      case POISON_CHECK -> check(r[T0] != POISON && r[T1] != POISON, "list-corruption");
      case MIGHT_SLEEP -> check(state.mem[ATOMIC_DEPTH + t] <= 0, "sleeping-in-atomic");
      case WARN_IF -> {
        if (r[i.reg] == i.b) {
          observed.violations().add("warn-on in " + code.get(t).name);
        }
      }
      default -> throw new IllegalStateException("not local: " + i.code);
    }
  }

  private static void check(boolean holds, String oracle) throws Bug {
    if (!holds) {
      throw new Bug(oracle);
    }
  }

  /** What is wrong about being here at all, whether or not the thread goes on. */
  private void checkArrival(State state, int t, Instruction i) throws Bug {
    switch (i.code) {
      case ACQUIRE -> {
        check(state.mem[HOLDER + i.a] != t + 1, "recursive-lock");
        if (!Section.values()[i.a].isSpinLock()) {
          checkMaySleep(state, t);
        }
      }
      case DOWN_READ, DOWN_WRITE -> {
        check(state.mem[WRITER] != t + 1 && (state.mem[READERS] >> t & 1) == 0, "recursive-lock");
        checkMaySleep(state, t);
      }
      case SYNCHRONIZE, CLEANUP_SRCU -> checkMaySleep(state, t);
      case WORK_END -> checkNothingHeld(state, t);
      case CANCEL -> {
        if (!isCancellable(i.a)) {
          throw new Cancellable(i.a);
        }
        checkMaySleep(state, t);
      }
      default -> {
        // Nothing to check.
      }
    }
  }

  private static void checkMaySleep(State state, int t) throws Bug {
    check(state.mem[ATOMIC_DEPTH + t] <= 0, "sleeping-in-atomic");
  }

  private static void checkNothingHeld(State state, int t) throws Bug {
    for (int lock = 0; lock < 5; lock++) {
      check(state.mem[HOLDER + lock] != t + 1, "lock-held-on-return");
    }
    check(state.mem[WRITER] != t + 1, "lock-held-on-return");
    check((state.mem[READERS] >> t & 1) == 0, "lock-held-on-return");
  }

  private static void checkAlive(State state, int address) throws Bug {
    boolean inA = address == X + Program.INTS - 1 || address == HOLDER + 4;
    check(!inA || state.mem[A_IS_FREE] == 0, "use-after-free");
    if (address == Y || address == Y + 1) {
      check(state.mem[ITEM_LIFE + address - Y] == 1, "use-after-free");
    }
  }

  /** Performs the access that the thread has stopped before. */
  private void perform(State state, int t) throws Bug {
    ThreadState thread = state.threads[t];
    Instruction i = next(state, t);
    thread.steps++;
    if (i.code == Code.LOOP_END) {
      heldInLoops.addAll(thread.held);
      thread.startOver(i.target);
      if (i.a == WAITS) {
        Arrays.fill(thread.seen, UNSEEN);
        thread.stale = false;
      }
      return;
    }
    int[] mem = state.mem;
    int[] before = mem.clone();
    int[] r = thread.r;
    int me = t + 1;
    int bit = 1 << t;
    int result = 0;
    int address = -1;
    boolean watched = false;
    switch (i.code) {
      case LOAD -> {
        address = i.a + (i.b == 0 ? 0 : r[i.b]);
        checkAlive(state, address);
        result = mem[address];
        r[i.reg] = result;
        watched = true;
      }
      case STORE, STORE_REG, STORE_NEXT, STORE_SUM, STORE_AT -> {
        address = storeAddress(i, r);
        checkAlive(state, address);
        mem[address] =
            switch (i.code) {
              case STORE -> i.b;
              case STORE_REG -> r[i.reg];
              case STORE_NEXT -> r[i.reg] + 1 & 3;
              case STORE_SUM -> r[i.reg] + i.b;
              default -> r[i.b];
            };
        watched = true;
      }
      case ACQUIRE -> {
        address = HOLDER + i.a;
        checkAlive(state, address);
        mem[address] = me;
        atomic(mem, t, i.a, 1);
      }
      case TRY -> {
        address = HOLDER + i.a;
        checkAlive(state, address);
        if (mem[address] == 0) {
          mem[address] = me;
          atomic(mem, t, i.a, 1);
          result = 1;
        } else {
          tryFailed = true;
        }
        r[i.reg] = result;
        watched = true;
      }
      case RELEASE -> {
        address = HOLDER + i.a;
        checkAlive(state, address);
        check(mem[address] == me, "bad-unlock");
        mem[address] = 0;
        atomic(mem, t, i.a, -1);
      }
      case DOWN_READ -> mem[READERS] |= bit;
      case UP_READ -> {
        check((mem[READERS] & bit) != 0, "bad-unlock");
        mem[READERS] &= ~bit;
      }
      case DOWN_WRITE -> {
        if (mem[WRITER] == 0 && mem[READERS] == 0) {
          mem[WRITER] = me;
          result = 1;
        } else {
          mem[QUEUED_WRITERS] |= bit;
        }
        r[i.reg] = result;
      }
      case DOWN_WRITE_QUEUED -> {
        mem[QUEUED_WRITERS] &= ~bit;
        mem[WRITER] = me;
      }
      case UP_WRITE -> {
        check(mem[WRITER] == me, "bad-unlock");
        mem[WRITER] = 0;
      }
      case DOWNGRADE_WRITE -> {
        check(mem[WRITER] == me, "bad-unlock");
        mem[WRITER] = 0;
        mem[READERS] |= bit;
      }
      case KREF_GET -> {
        address = KREF;
        check(mem[KREF] > 0, "refcount-from-zero");
        mem[KREF]++;
        watched = true;
      }
      case KREF_TRYGET -> {
        address = KREF;
        if (mem[KREF] > 0) {
          mem[KREF]++;
          result = 1;
        }
        r[i.reg] = result;
        watched = true;
      }
      case KREF_PUT -> {
        address = KREF;
        check(mem[KREF] > 0, "refcount-underflow");
        mem[KREF]--;
        if (mem[KREF] == 0) {
          mem[RELEASER] = me;
          result = 1;
        }
        r[i.reg] = result;
        watched = true;
      }
      case SET_BIT -> {
        address = BITS;
        mem[BITS] |= 1 << i.a;
        watched = true;
      }
      case CLEAR_BIT -> {
        address = BITS;
        mem[BITS] &= ~(1 << i.a);
        watched = true;
      }
      case TEST_BIT, TEST_AND_SET -> {
        address = BITS;
        result = mem[BITS] >> i.a & 1;
        if (i.code == Code.TEST_AND_SET) {
          mem[BITS] |= 1 << i.a;
        }
        r[i.reg] = result;
        watched = true;
      }
      case COUNT -> {
        address = COUNTER;
        mem[COUNTER] += i.b;
        result = mem[COUNTER];
        r[i.reg] = result;
        watched = true;
      }
      case SRCU_LOCK -> mem[SRCU_DEPTH + t]++;
      case SRCU_UNLOCK -> {
        check(mem[SRCU_DEPTH + t] > 0, "bad-unlock");
        mem[SRCU_DEPTH + t]--;
        if (mem[SRCU_DEPTH + t] == 0) {
          for (int u = 0; u < MAX_THREADS; u++) {
            mem[SRCU_AWAITS + u] &= ~bit;
          }
          mem[CALLBACK_AWAITS] &= ~bit;
          mem[CALLBACK_AWAITS + 1] &= ~bit;
        }
      }
      case SYNCHRONIZE -> {
        mem[SRCU_AWAITS + t] = srcuReaders(mem);
        mem[SRCU_TARGET + t] = mem[CALLBACKS_QUEUED];
      }
      case SYNCHRONIZE_WAIT -> mem[SRCU_TARGET + t] = 0;
      case CALL_SRCU -> {
        mem[CALLBACK_AWAITS + i.a] = srcuReaders(mem);
        mem[CALLBACK_RING + mem[CALLBACKS_QUEUED] % 8] = i.a;
        mem[CALLBACKS_QUEUED]++;
      }
      case CLEANUP_SRCU -> r[i.reg] = srcuReaders(mem) == 0 ? 0 : 1;
      case CALLBACK_BEGIN -> {
        result = mem[CALLBACK_RING + mem[CALLBACKS_DONE] % 8];
        r[i.reg] = result;
      }
      case CALLBACK_WAIT -> {
        // The wait is all.
      }
      case CALLBACK_END -> mem[CALLBACKS_DONE]++;
      case QUEUE -> {
        address = WORK + i.a;
        if ((mem[address] & (PENDING | CANCELLING)) == 0) {
          mem[address] |= PENDING;
          result = 1;
        }
        watched = true;
        r[i.reg] = result;
      }
      case WORK_BEGIN -> mem[WORK + i.a] = isCancellable(i.a) ? RUNNING : 0;
      case WORK_END -> mem[WORK + i.a] &= ~RUNNING;
      case CANCEL -> {
        result = mem[WORK + i.a] & PENDING;
        mem[WORK + i.a] = mem[WORK + i.a] & ~PENDING | CANCELLING;
        r[i.reg] = result;
      }
      case CANCEL_WAIT -> mem[WORK + i.a] &= ~CANCELLING;
      case FREE_A -> {
        check(mem[A_IS_FREE] == 0, "double-free");
        check(mem[HOLDER + 4] == 0, "held-lock-freed");
        mem[A_IS_FREE] = 1;
      }
      case FREE_ITEM -> {
        int item = ITEM_LIFE + r[i.reg] - 1;
        check(mem[item] == 1, "double-free");
        mem[item] = 2;
      }
      case KZALLOC -> {
        result = ++mem[ITEMS_USED];
        mem[ITEM_LIFE + result - 1] = 1;
        r[i.reg] = result;
      }
      case BH -> mem[ATOMIC_DEPTH + t] += i.a;
      default -> throw new IllegalStateException("local: " + i.code);
    }
    noteSection(thread, i, result);
    thread.pc++;
    thread.operations += i.code == Code.DOWN_WRITE_QUEUED ? 0 : 1;
    thread.history += result + ",";
    if (thread.seen != null && address >= 0) {
      // What a loop waits to see changed; of a lock only that somebody else holds it.
      // And what it has seen earlier in the same run may have been changed before it looked again.
      thread.stale |=
          watched && thread.seen[address] != UNSEEN && thread.seen[address] != before[address];
      thread.seen[address] = watched ? mem[address] : UNSEEN;
      thread.history += before[address] + ">" + mem[address] + ";";
    }
  }

  private static int storeAddress(Instruction i, int[] r) {
    return switch (i.code) {
      case STORE -> i.target == 0 ? i.a : i.a + r[i.target];
      case STORE_AT -> i.a + r[i.reg];
      default -> i.a;
    };
  }

  private static void atomic(int[] mem, int t, int lock, int amount) {
    if (Section.values()[lock].isSpinLock()) {
      mem[ATOMIC_DEPTH + t] += amount;
    }
  }

  private static int srcuReaders(int[] mem) {
    int mask = 0;
    for (int t = 0; t < MAX_THREADS; t++) {
      mask |= mem[SRCU_DEPTH + t] > 0 ? 1 << t : 0;
    }
    return mask;
  }

  // ---- critical sections

  private void noteSection(ThreadState thread, Instruction i, int result) {
    switch (i.code) {
      case ACQUIRE -> begin(thread, Section.values()[i.a].text);
      case TRY -> {
        if (result == 1) {
          begin(thread, Section.values()[i.a].text);
        }
      }
      case RELEASE -> end(thread, Section.values()[i.a].text);
      case DOWN_READ -> begin(thread, "r0(R)");
      case UP_READ -> end(thread, "r0(R)");
      case DOWN_WRITE -> {
        if (result == 1) {
          begin(thread, "r0");
        }
      }
      case DOWN_WRITE_QUEUED -> begin(thread, "r0");
      case UP_WRITE -> end(thread, "r0");
      case DOWNGRADE_WRITE -> {
        end(thread, "r0");
        begin(thread, "r0(R)");
      }
      case SRCU_LOCK -> begin(thread, "srcu(R)");
      case SRCU_UNLOCK -> end(thread, "srcu(R)");
      default -> {
        // In or out of a section as before.
      }
    }
  }

  private static void begin(ThreadState thread, String lock) {
    thread.open.add(new OpenSection(lock, thread.steps));
    thread.held.add(lock);
  }

  private void end(ThreadState thread, String lock) {
    thread.held.remove(lock);
    for (int s = thread.open.size() - 1; s >= 0; s--) {
      OpenSection section = thread.open.get(s);
      if (section.lock.equals(lock)) {
        longest.merge(lock, thread.steps - section.since + 1, Math::max);
        thread.open.remove(s);
        return;
      }
    }
  }

  private Map<String, String> sections() {
    Map<String, String> told = new TreeMap<>();
    longest.forEach(
        (lock, steps) -> told.put(lock, steps + (heldInLoops.contains(lock) ? "+" : "")));
    return told;
  }

  // ---- what was seen

  private void noteViolation(String oracle, State state, int t) {
    observed.violations().add(oracle + " in " + where(state, t));
  }

  private String where(State state, int t) {
    ThreadState thread = state.threads[t];
    return code.get(t).name
        + " call "
        + (code.get(t).daemon ? 0 : thread.call)
        + " after "
        + thread.operations
        + " operations";
  }

  private void noteEnd(State state) {
    StringBuilder waits = new StringBuilder();
    boolean livelock = false;
    for (int t = 0; t < code.size(); t++) {
      if (done(state, t) || code.get(t).daemon && state.threads[t].operations == 0) {
        continue;
      }
      livelock |= next(state, t).code == Code.LOOP_END;
      waits.append("; ").append(where(state, t));
    }
    if (waits.isEmpty()) {
      observed.outcomes().add(outcome(state));
    } else {
      observed.stuck().add((livelock ? "livelock" : "deadlock") + waits + ": " + outcome(state));
    }
  }

  // ---- executions without an end

  private Cycles cycles(boolean fairLocks) {
    int[] ready = new int[states.size()];
    for (int s = 0; s < ready.length; s++) {
      for (int t = 0; t < code.size(); t++) {
        State state = states.get(s);
        ready[s] |= ready(state, t) || fairLocks && isInLine(state, t) ? 1 << t : 0;
      }
    }
    return new Cycles(ready, edges);
  }

  private boolean isInLine(State state, int t) {
    return !done(state, t)
        && switch (next(state, t).code) {
          case ACQUIRE,
              DOWN_READ,
              DOWN_WRITE_QUEUED,
              SYNCHRONIZE_WAIT,
              CALLBACK_WAIT,
              CANCEL_WAIT ->
              true;
          default -> false;
        };
  }

  private Set<String> endless(double executions) {
    Set<String> endless = new TreeSet<>();
    if (Double.isInfinite(executions)) {
      Cycles cycles = cycles(false);
      for (int going = 1; going < 1 << code.size(); going++) {
        for (Set<Integer> component : cycles.fairWithAllOf(going)) {
          for (int s : component) {
            endless.add(names(going) + " at" + standing(states.get(s)));
          }
        }
      }
    }
    return endless;
  }

  private List<Set<String>> fairComponents(double executions, boolean fairLocks) {
    List<Set<String>> fair = new ArrayList<>();
    if (Double.isInfinite(executions)) {
      for (Set<Integer> component : cycles(fairLocks).fair()) {
        Set<String> all = new TreeSet<>();
        component.forEach(s -> all.add(standing(states.get(s))));
        fair.add(all);
      }
    }
    return fair;
  }

  private String names(int tasks) {
    List<String> names = new ArrayList<>();
    for (int t = 0; t < code.size(); t++) {
      if ((tasks >> t & 1) != 0) {
        names.add(code.get(t).name);
      }
    }
    return String.join(", ", names);
  }

  /** Where the tasks stand that are neither done nor idle, and all variables. */
  private String standing(State state) {
    StringBuilder out = new StringBuilder();
    for (int t = 0; t < code.size(); t++) {
      boolean idle = code.get(t).daemon && state.threads[t].operations == 0 && !ready(state, t);
      if (!done(state, t) && !idle) {
        out.append("; ").append(where(state, t));
      }
    }
    return out + ": " + outcome(state);
  }

  private static String outcome(State state) {
    int[] m = state.mem;
    return m[X]
        + " "
        + m[X + 1]
        + " "
        + m[X + 2]
        + " "
        + m[X + 3]
        + " k="
        + m[KREF]
        + " b="
        + m[BITS]
        + " c="
        + m[COUNTER]
        + " p="
        + m[POINTER]
        + " y="
        + m[Y]
        + ","
        + m[Y + 1]
        + " list="
        + m[NEXT]
        + ","
        + m[NEXT + 1]
        + ","
        + m[NEXT + 2];
  }

  private void noteRaces(State state) {
    for (int t = 0; t < code.size(); t++) {
      for (int u = 0; u < t; u++) {
        if (!done(state, t) && !done(state, u)) {
          noteRace(next(state, t), state.threads[t], next(state, u), state.threads[u]);
        }
      }
    }
  }

  private void noteRace(Instruction i, ThreadState one, Instruction j, ThreadState two) {
    if (isData(i) && isData(j) && address(i, one) == address(j, two)) {
      boolean write = i.code != Code.LOAD || j.code != Code.LOAD;
      boolean plain = !i.marked || !j.marked;
      if (write && plain) {
        observed.races().add(name(address(i, one)));
      }
    }
  }

  private static boolean isData(Instruction i) {
    return switch (i.code) {
      case LOAD, STORE, STORE_REG, STORE_NEXT, STORE_SUM, STORE_AT -> true;
      default -> false;
    };
  }

  private static int address(Instruction i, ThreadState thread) {
    return i.code == Code.LOAD ? i.a + (i.b == 0 ? 0 : thread.r[i.b]) : storeAddress(i, thread.r);
  }

  /** The field: which object it is in makes no other race of it. */
  private static String name(int address) {
    if (address < X + 3) {
      return "x" + address;
    } else if (address == X + 3) {
      return "x3";
    } else if (address == POINTER) {
      return "p";
    } else if (address < Y + 2) {
      return "y";
    } else if (address < PREV) {
      return link(address - NEXT) + ".next";
    }
    return link(address - PREV) + ".prev";
  }

  private static String link(int number) {
    return number == 0 ? "head" : "link";
  }
}
