package epcheck.fuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts the Mazurkiewicz classes of a small program in the plainest way: it runs all its
 * interleavings and keeps, for each, in which order it puts any two events that depend on each
 * other. Two interleavings are of the same class if and only if these orders are the same. Shares
 * no code with the explorer.
 */
final class Interleavings {
  /** A program as its threads' next steps. */
  interface Script {
    int BLOCKED = -1;
    int DONE = -2;

    /**
     * Performs one event of a thread.
     *
     * @param pc where the thread is; 0 at first
     * @param local the thread's local variables
     * @param event takes the variable that is accessed
     * @return where the thread is afterwards, {@link #BLOCKED} if it cannot go on, {@link #DONE}
     *     after its last event
     */
    int step(int thread, int pc, int[] local, int[] memory, Event event);
  }

  /** An event: a thread's access to one variable. */
  static final class Event {
    int thread;
    int index;
    int variable;
    boolean write;

    void reads(int accessed) {
      variable = accessed;
      write = false;
    }

    void writes(int accessed) {
      variable = accessed;
      write = true;
    }

    boolean dependsOn(Event other) {
      return thread != other.thread && variable == other.variable && (write || other.write);
    }

    @Override
    public String toString() {
      return thread + "." + index;
    }
  }

  private final Script script;
  private final int threads;
  private final Set<Set<String>> classes = new HashSet<>();
  private final Set<Set<String>> deadlocks = new HashSet<>();

  private Interleavings(Script script, int threads) {
    this.script = script;
    this.threads = threads;
  }

  /** The number of classes, and how many of them end in a deadlock. */
  record Classes(int all, int deadlocks) {}

  static Classes count(Script script, int threads, int memory) {
    Interleavings run = new Interleavings(script, threads);
    run.visit(new int[threads], new int[threads][4], new int[memory], new ArrayList<>());
    return new Classes(run.classes.size(), run.deadlocks.size());
  }

  private void visit(int[] pc, int[][] locals, int[] memory, List<Event> past) {
    boolean stuck = true;
    boolean done = true;
    for (int t = 0; t < threads; t++) {
      if (pc[t] == Script.DONE) {
        continue;
      }
      done = false;
      int[] local = locals[t].clone();
      int[] after = memory.clone();
      Event event = new Event();
      int next = script.step(t, pc[t], local, after, event);
      if (next == Script.BLOCKED) {
        continue;
      }
      stuck = false;
      event.thread = t;
      event.index = (int) past.stream().filter(e -> e.thread == event.thread).count();
      int[] pcAfter = pc.clone();
      pcAfter[t] = next;
      int[][] localsAfter = locals.clone();
      localsAfter[t] = local;
      past.add(event);
      visit(pcAfter, localsAfter, after, past);
      past.remove(past.size() - 1);
    }
    if (stuck) {
      Set<String> orders = orders(past);
      classes.add(orders);
      if (!done) {
        deadlocks.add(orders);
      }
    }
  }

  private static Set<String> orders(List<Event> events) {
    Set<String> orders = new HashSet<>();
    for (int j = 0; j < events.size(); j++) {
      orders.add(events.get(j).toString());
      for (int i = 0; i < j; i++) {
        if (events.get(j).dependsOn(events.get(i))) {
          orders.add(events.get(i) + "<" + events.get(j));
        }
      }
    }
    return orders;
  }
}
