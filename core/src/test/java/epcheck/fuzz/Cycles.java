package epcheck.fuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The executions without an end in a graph of states: those that a weakly fair scheduler allows,
 * which leaves no task out for ever that could go on all the time.
 */
final class Cycles {
  /** A step of a task. */
  record Edge(int from, int task, int to) {}

  private final int[] ready;
  private final List<Edge> edges;

  /**
   * @param ready for each state the tasks that can take a step there, as a mask
   * @param edges the steps that do not run into a bug
   */
  Cycles(int[] ready, List<Edge> edges) {
    this.ready = ready;
    this.edges = edges;
  }

  /**
   * The strongly connected components in which an execution can go on for ever: every task takes a
   * step in it, or is not ready in some state of it.
   */
  List<Set<Integer>> fair() {
    return fair(-1, 0);
  }

  /**
   * The sets of states that these tasks, and no others, can visit over and over, all of them taking
   * steps, and every other task not ready in some of the states.
   */
  List<Set<Integer>> fairWithAllOf(int tasks) {
    return fair(tasks, tasks);
  }

  private List<Set<Integer>> fair(int allowed, int required) {
    List<Set<Integer>> fair = new ArrayList<>();
    for (Set<Integer> component : components(allowed)) {
      int always = -1;
      for (int state : component) {
        always &= ready[state];
      }
      int going = 0;
      for (Edge e : edges) {
        if ((allowed >> e.task & 1) != 0
            && component.contains(e.from)
            && component.contains(e.to)) {
          going |= 1 << e.task;
        }
      }
      if (going != 0 && (always & ~going) == 0 && (required & ~going) == 0) {
        fair.add(component);
      }
    }
    return fair;
  }

  /**
   * The strongly connected components of the graph with the steps of these tasks only (Kosaraju):
   * backwards from each state, in the order opposite to the one in which a search forwards was done
   * with them.
   */
  private List<Set<Integer>> components(int allowed) {
    List<List<Integer>> after = new ArrayList<>();
    List<List<Integer>> before = new ArrayList<>();
    for (int s = 0; s < ready.length; s++) {
      after.add(new ArrayList<>());
      before.add(new ArrayList<>());
    }
    for (Edge e : edges) {
      if ((allowed >> e.task & 1) != 0) {
        after.get(e.from).add(e.to);
        before.get(e.to).add(e.from);
      }
    }
    List<Integer> order = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (int s = 0; s < ready.length; s++) {
      reach(s, after, seen, order);
    }
    List<Set<Integer>> components = new ArrayList<>();
    Set<Integer> assigned = new HashSet<>();
    for (int i = order.size() - 1; i >= 0; i--) {
      List<Integer> component = new ArrayList<>();
      reach(order.get(i), before, assigned, component);
      if (!component.isEmpty()) {
        components.add(new HashSet<>(component));
      }
    }
    return components;
  }

  /** Adds what can be reached and was not seen before, each after all that it leads to. */
  private static void reach(
      int state, List<List<Integer>> next, Set<Integer> seen, List<Integer> out) {
    if (seen.add(state)) {
      for (int n : next.get(state)) {
        reach(n, next, seen, out);
      }
      out.add(state);
    }
  }
}
