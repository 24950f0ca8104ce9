package epcheck.live;

import java.util.BitSet;
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
