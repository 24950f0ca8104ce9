package epcheck.live;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which thread is which task: {@code current}. The harness says it for the tasks of its scenario,
 * numbered from 0; any other thread that asks, such as a kworker, gets the highest number that is
 * free.
 */
final class LiveTasks {
  /** As many as under the explorer, kworkers included. */
  static final int MAX_TASKS = 16;

  private final Map<Thread, Integer> ids = new ConcurrentHashMap<>();
  private final BitSet taken = new BitSet(MAX_TASKS);

  /** The names of the scenario's tasks, by number. */
  private final List<String> names = new ArrayList<>();

  /** Adds a task of the scenario, while the model is built. */
  int add(String name) {
    names.add(name);
    return names.size() - 1;
  }

  /** What a report calls a task: a kworker by the name of its thread. */
  String name(Thread thread) {
    Integer id = ids.get(thread);
    return id == null || id >= names.size() ? thread.getName() : names.get(id);
  }

  /** A key to sort tasks by: those of the scenario, in their order, and then kworkers. */
  String rank(Thread thread) {
    Integer id = ids.get(thread);
    return id == null || id >= names.size() ? name(thread) : "%02d".formatted(id);
  }

  int currentId() {
    Integer id = ids.get(Thread.currentThread());
    return id == null ? take() : id;
  }

  private synchronized int take() {
    int id = taken.previousClearBit(MAX_TASKS - 1);
    if (id < 0) {
      throw new IllegalStateException("more than " + MAX_TASKS + " tasks, kworkers included");
    }
    taken.set(id);
    ids.put(Thread.currentThread(), id);
    return id;
  }

  synchronized void become(int id) {
    if (id < 0 || id >= MAX_TASKS) {
      throw new IllegalArgumentException("task " + id + ": there are tasks 0 to 15");
    }
    if (taken.get(id)) {
      throw new IllegalStateException("task " + id + " is another thread already");
    }
    leave();
    taken.set(id);
    ids.put(Thread.currentThread(), id);
  }

  /** {@code do_exit()}: the number is free for another thread. */
  synchronized void leave() {
    Integer id = ids.remove(Thread.currentThread());
    if (id != null) {
      taken.clear(id);
    }
  }
}
