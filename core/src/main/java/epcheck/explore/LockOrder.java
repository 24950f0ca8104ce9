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
 * <p>An edge is taken when the inner lock is got, not when it is first waited for. So what is never
 * got, in any execution, adds none; but then it is a deadlock in all of them, and found as one.
 */
final class LockOrder {
  /** One lock class that is taken with another one held, and the first time that it was. */
  static final class Edge {
    final LockClass held;
    final LockUse heldAs;
    final LockClass acquired;
    final LockUse acquiredAs;

    /** Who did it, at which depth of the search, and in which kernel functions. */
    final Task task;

    final int depth;
    final List<String> stack;

    /** The steps up to this one; empty until the search has told them. */
    int[] schedule = {};

    /** A bit of its own if the search is after it. */
    long watch;

    Edge(HeldLocks.Held held, HeldLocks.Held acquired, Task task, int depth) {
      this.held = held.lock();
      this.heldAs = held.use();
      this.acquired = acquired.lock();
      this.acquiredAs = acquired.use();
      this.task = task;
      this.depth = depth;
      this.stack = KernelStack.capture();
    }

    /** For a verdict. */
    Verdict.LockEdge told() {
      return new Verdict.LockEdge(held.name, heldAs, acquired.name, acquiredAs, task.name, stack);
    }
  }

  private record Pair(HeldLocks.Held held, HeldLocks.Held acquired) {}

  private final Machine machine;
  private final Map<String, LockClass> classes = new LinkedHashMap<>();
  private final Map<List<HeldLocks.Held>, HeldLocks> holdings = new HashMap<>();
  private final HeldLocks nothing = new HeldLocks(this, List.of());
  private final Map<Pair, Edge> edges = new LinkedHashMap<>();
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
  LockClass classOf(Struct struct, String name, String field) {
    if (struct == null) {
      return classOf(name, name);
    }
    Class<?> type = struct.getClass();
    while (type.isAnonymousClass()) {
      type = type.getSuperclass();
    }
    String inC = KernelFunction.name(type.getSimpleName()).substring(1);
    return classOf(type.getName() + "->" + field, inC + "->" + field);
  }

  /** The class of the items of one kind: what they are named up to the object that they are for. */
  LockClass classOfWork(String name) {
    String kind = name.replaceFirst("\\(.*", "");
    return classOf("work " + kind, "(work_completion)(&" + kind + ")");
  }

  private LockClass classOf(String key, String name) {
    return classes.computeIfAbsent(key, k -> new LockClass(classes.size(), name));
  }

  LockClass nestedIn(LockClass base) {
    return classes.computeIfAbsent(
        "nested " + base.index, k -> new LockClass(classes.size(), base));
  }

  List<LockClass> classes() {
    return List.copyOf(classes.values());
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

  /** The edge between two classes, which is noted if it is new. */
  Edge taken(LockClass held, LockUse heldAs, LockClass acquired, LockUse acquiredAs) {
    Pair pair =
        new Pair(new HeldLocks.Held(held, heldAs), new HeldLocks.Held(acquired, acquiredAs));
    Edge edge = edges.get(pair);
    if (edge == null) {
      edge = new Edge(pair.held, pair.acquired, machine.currentTask(), machine.depth());
      edges.put(pair, edge);
      news.add(edge);
    }
    return edge;
  }

  boolean hasNews() {
    return !news.isEmpty();
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
