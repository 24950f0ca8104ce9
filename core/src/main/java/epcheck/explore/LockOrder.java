package epcheck.explore;

import epcheck.kernel.KernelFunction;
import epcheck.kernel.Struct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which locks are taken with which others held, in any execution: lockdep's graph of lock classes.
 *
 * <p><b>No pruning loses an edge.</b> What a step takes, and what it holds then, depends on nothing
 * but the task's log and on what the step reads. A step that a sleep set prunes was taken from
 * another state with the same log, and all steps in between were independent of it; so it read the
 * same there and took the same edges. A state that is not expanded again was expanded before, with
 * the same logs and the same memory.
 *
 * <p>For the same reason no pruning loses a way to take an edge, with other locks held; so what is
 * known of its gates, which are held every time, is so in every execution.
 *
 * <p>An edge is taken when the inner lock is got, not when it is first waited for. So what is never
 * got, in any execution, adds none; but then it is a deadlock in all of them, and found as one.
 */
final class LockOrder {
  /** One lock class that is taken with another one held, and the first time that it was. */
  static final class Edge {
    final Dependency dependency;

    /** Who did it, at which depth of the search, in which kernel functions, holding what. */
    final Task task;

    final int depth;
    final List<String> stack;
    final List<HeldLocks.Held> holding;

    /** What else was held every time so far, and as a writer only if it always was. */
    private final Map<LockClass, LockUse> gates = new LinkedHashMap<>();

    /** The steps up to this one; empty until the search has told them. */
    int[] schedule = {};

    /** A bit of its own if the search is after it. */
    long watch;

    Edge(Dependency dependency, Task task, int depth, List<HeldLocks.Held> holding) {
      this.dependency = dependency;
      this.task = task;
      this.depth = depth;
      this.stack = KernelStack.capture();
      this.holding = holding;
      gates.putAll(besides(holding));
    }

    /** It is taken once more, with these held. */
    private void takenAgain(List<HeldLocks.Held> nowHolding) {
      Map<LockClass, LockUse> now = besides(nowHolding);
      gates.keySet().retainAll(now.keySet());
      gates.replaceAll((lock, use) -> use.weaker(now.get(lock)));
    }

    private Map<LockClass, LockUse> besides(List<HeldLocks.Held> locks) {
      Map<LockClass, LockUse> others = new LinkedHashMap<>();
      for (HeldLocks.Held h : locks) {
        if (h.lock() != dependency.held().lock()) {
          others.merge(h.lock(), h.use(), LockUse::weaker);
        }
      }
      return others;
    }

    List<GateLock> gates() {
      return gates.entrySet().stream()
          .map(gate -> new GateLock(gate.getKey().told(), gate.getValue()))
          .toList();
    }

    /**
     * For a verdict.
     *
     * @param taken in which kernel functions the execution that took it has taken its locks
     */
    LockEdge told(Acquisitions taken, List<GateLock> toldGates) {
      List<TakenLock> toldHolding = taken.holding(this);
      TakenLock held = toldHolding.get(holding.lastIndexOf(dependency.held()));
      HeldLocks.Held acquired = dependency.acquired();
      return new LockEdge(
          task.name,
          held,
          new TakenLock(acquired.lock().told(), acquired.use(), stack),
          toldHolding,
          toldGates);
    }
  }

  private final Machine machine;
  private final Map<String, LockClass> classes = new LinkedHashMap<>();
  private final Map<List<HeldLocks.Held>, HeldLocks> holdings = new HashMap<>();
  private final Map<Integer, LockClass> bySlot = new HashMap<>();
  private final HeldLocks nothing = new HeldLocks(this, List.of());
  private final Map<Dependency, Edge> edges = new LinkedHashMap<>();
  private final List<Edge> news = new ArrayList<>();
  private boolean watching;

  LockOrder(Machine machine) {
    this.machine = machine;
    holdings.put(List.of(), nothing);
  }

  // ---- lock classes

  /**
   * The class of a member of a struct; of a global variable, for which {@code struct} is null, that
   * of its name.
   */
  LockClass classOf(Struct struct, String name, String field, LockKind kind) {
    if (struct == null) {
      return classOf(name, name, kind);
    }
    Class<?> type = struct.getClass();
    while (type.isAnonymousClass()) {
      type = type.getSuperclass();
    }
    String inC = KernelFunction.name(type.getSimpleName()).substring(1);
    return classOf(type.getName() + "->" + field, inC + "->" + field, kind);
  }

  /** The class of the items of one kind: what they are named up to the object that they are for. */
  LockClass classOfWork(String name) {
    String kind = name.replaceFirst("\\(.*", "");
    return classOf("work " + kind, "(work_completion)(&" + kind + ")", LockKind.WORK);
  }

  private LockClass classOf(String key, String name, LockKind kind) {
    LockClass lock = classes.computeIfAbsent(key, k -> new LockClass(classes.size(), name, kind));
    lock.addInstance();
    return lock;
  }

  LockClass nestedIn(LockClass base) {
    return classes.computeIfAbsent(
        "nested " + base.index, k -> new LockClass(classes.size(), base));
  }

  List<LockClass> classes() {
    return List.copyOf(classes.values());
  }

  /** Acquisitions that are logged with a slot are of locks of this class. */
  void loggedWith(int slot, LockClass lock) {
    bySlot.put(slot, lock);
  }

  /** The class of the lock that acquisitions logged with a slot are of, or null. */
  LockClass classAt(int slot) {
    return bySlot.get(slot);
  }

  // ---- what tasks hold, and take

  /** What a task holds in user space. */
  HeldLocks nothing() {
    return nothing;
  }

  /** The one object that stands for these locks. */
  HeldLocks holding(List<HeldLocks.Held> held) {
    return holdings.computeIfAbsent(held, h -> new HeldLocks(this, h));
  }

  /** A task has taken or given back a lock with these held for the first time. */
  void learned() {
    machine.journal.learned();
  }

  /** The edge between two classes, one of those that are held, which is noted if it is new. */
  Edge taken(HeldLocks.Held held, HeldLocks.Held acquired, List<HeldLocks.Held> holding) {
    Dependency dependency = new Dependency(held, acquired);
    Edge edge = edges.get(dependency);
    if (edge == null) {
      edge = new Edge(dependency, machine.currentTask(), machine.depth(), holding);
      edges.put(dependency, edge);
      news.add(edge);
    } else {
      edge.takenAgain(holding);
    }
    return edge;
  }

  /** The bit of an edge that was taken before. */
  long watchOf(HeldLocks.Held held, HeldLocks.Held acquired) {
    return edges.get(new Dependency(held, acquired)).watch;
  }

  /** The search tells which steps have led to the edges that are new. */
  void newsComesFrom(int[] schedule) {
    news.forEach(edge -> edge.schedule = schedule);
    news.clear();
  }

  /** In the order in which they were found. */
  List<Edge> edges() {
    return List.copyOf(edges.values());
  }

  /** Starts over; every task is in its initial state. */
  void forget() {
    holdings.clear();
    holdings.put(List.of(), nothing);
    nothing.forget();
    edges.clear();
    news.clear();
    watching = false;
  }

  /** From here on {@link Machine#watched} tells which of these a step takes: the i-th is bit i. */
  void watch(List<Edge> wanted) {
    watching = !wanted.isEmpty();
    for (int i = 0; i < Math.min(wanted.size(), Long.SIZE); i++) {
      wanted.get(i).watch = 1L << i;
    }
    List.copyOf(holdings.values()).forEach(HeldLocks::watch);
  }

  boolean isWatching() {
    return watching;
  }
}
