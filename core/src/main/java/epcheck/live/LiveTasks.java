package epcheck.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which thread is which task: {@code current}. The harness says it for the tasks of its scenario,
 * numbered from 0; any other thread, such as a kworker, gets the highest number that is free.
 *
 * <p>A task that begins or ends does so without a lock or a fence: two of them that came past here
 * one after the other would hardly meet in what they do next.
 */
final class LiveTasks {
  /** As many as under the explorer, kworkers included. */
  static final int MAX_TASKS = 16;

  /** By number. Of its own number a thread is sure; what it sees of others may be late. */
  private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(MAX_TASKS);

  /** The names of the scenario's tasks, by number. */
  private final List<String> names = new ArrayList<>(2);

  /** Adds a task of the scenario, while the model is built. */
  int add(String name) {
    names.add(name);
    return names.size() - 1;
  }

  /** The names of the scenario's tasks, by number. */
  List<String> names() {
    return List.copyOf(names);
  }

  int currentId() {
    int id = idOf(Thread.currentThread());
    return id < 0 ? take() : id;
  }

  private int idOf(Thread thread) {
    for (int id = 0; id < MAX_TASKS; id++) {
      if (threads.getOpaque(id) == thread) {
        return id;
      }
    }
    return -1;
  }

  /** Makes the calling thread, which is none yet, a task of the highest number that is free. */
  synchronized int take() {
    for (int id = MAX_TASKS - 1; id >= 0; id--) {
      if (threads.compareAndSet(id, null, Thread.currentThread())) {
        return id;
      }
    }
    throw new IllegalStateException("more than " + MAX_TASKS + " tasks, kworkers included");
  }

  /** Makes the calling thread task {@code id}, and no other any more. */
  void become(int id) {
    if (id < 0 || id >= MAX_TASKS) {
      throw new IllegalArgumentException("task " + id + ": there are tasks 0 to 15");
    }
    if (threads.getOpaque(id) != null) {
      throw new IllegalStateException("task " + id + " is another thread already");
    }
    leave();
    threads.setOpaque(id, Thread.currentThread());
  }

  /** {@code do_exit()}: the number is free for another thread. */
  void leave() {
    int id = idOf(Thread.currentThread());
    if (id >= 0) {
      threads.setOpaque(id, null);
    }
  }

  // ---- for reports

  /** The task whose thread has this {@link Thread#getId}, or null. */
  Thread withThreadId(long threadId) {
    for (int id = 0; id < MAX_TASKS; id++) {
      Thread thread = threads.getOpaque(id);
      if (thread != null && thread.getId() == threadId) {
        return thread;
      }
    }
    return null;
  }

  /** What a task is called: a kworker by the name of its thread. */
  String name(Thread thread) {
    int id = idOf(thread);
    return id < 0 || id >= names.size() ? thread.getName() : names.get(id);
  }

  /** A key to sort tasks by: those of the scenario, in their order, and then kworkers. */
  String rank(Thread thread) {
    int id = idOf(thread);
    return id < 0 || id >= names.size() ? name(thread) : "%02d".formatted(id);
  }
}
