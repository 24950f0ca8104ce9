package epcheck.live;

import epcheck.kernel.KernelBug;
import epcheck.kernel.Srcu;
import epcheck.live.LiveHungTasks.Wait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code struct srcu_struct}. Each reader counts its own sections; the count is odd while it is
 * inside one.
 *
 * <p>A grace period notes the odd counts that it finds, and waits until each has changed: a reader
 * that comes later, or comes back, is not waited for. It rests on the fences of srcutree.c: the
 * reader's (B) between its count and all that it reads, the grace period's between what the updater
 * wrote and its look at the counts. One of the two sees the other: either the grace period sees the
 * reader, or the reader sees what the updater did.
 *
 * <p>One ordering is more than the kernel gives: {@code srcu_read_unlock()} has a fence after its
 * count too, to see whether a grace period sleeps. The kernel's grace periods look again by a timer
 * instead.
 */
final class LiveSrcu implements Srcu {
  private static final VarHandle SECTIONS;

  static {
    try {
      SECTIONS = MethodHandles.lookup().findVarHandle(Reader.class, "sections", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What one task has read under this domain. */
  private static final class Reader {
    final Thread task;

    /** How many sections of this task are nested now; nobody else looks. */
    int depth;

    /** How many outermost sections this task has entered and left, together. */
    int sections;

    Reader(Thread task) {
      this.task = task;
    }

    int sections() {
      return (int) SECTIONS.getOpaque(this);
    }

    void count() {
      SECTIONS.setOpaque(this, sections + 1);
    }
  }

  /** A section that a grace period waits for. */
  private record Section(Reader reader, int number) {
    boolean over() {
      return reader.sections() != number;
    }
  }

  /** A {@code struct rcu_head}. */
  private record LiveCallback(Runnable function) implements Callback {}

  /** A callback in the queue, and the sections that its grace period waits for. */
  private record Queued(LiveCallback callback, List<Section> awaited) {}

  private final LiveKernel kernel;
  private final LiveAtomicContext context;
  private final LiveWorkers workers;
  private final String name;
  private final LiveLife life;
  private final Map<Thread, Reader> readers = new ConcurrentHashMap<>();

  /** Where grace periods sleep; its monitor protects the queue of callbacks. */
  private final LiveWaitQueue gracePeriods;

  private final Queue<Queued> callbacks = new ArrayDeque<>();
  private boolean workerRuns;

  /** There is a list of callbacks for each CPU, so no synchronize_srcu() waits for any. */
  private volatile boolean big;

  private int queued;
  private int completed;

  LiveSrcu(LiveKernel kernel, String name, LiveLife life) {
    this.kernel = kernel;
    this.gracePeriods = kernel.hungTasks().waitQueue();
    this.context = kernel.context();
    this.workers = kernel.workers();
    this.name = name;
    this.life = life;
  }

  /** {@code srcu_read_lock()}: a full fence at the start of the section. */
  @Override
  public void readLock() {
    checkAlive("srcu_read_lock");
    Reader me = readers.computeIfAbsent(Thread.currentThread(), Reader::new);
    if (me.depth++ == 0) {
      me.count();
    }
    VarHandle.fullFence(); // B
  }

  /** {@code srcu_read_unlock()}: a full fence at the end of the section. */
  @Override
  public void readUnlock() {
    checkAlive("srcu_read_unlock");
    Reader me = readers.get(Thread.currentThread());
    if (me == null || me.depth == 0) {
      throw new KernelBug("bad-unlock", "bad unlock balance: this task does not hold " + name);
    }
    VarHandle.fullFence(); // C
    if (--me.depth == 0) {
      me.count();
      VarHandle.fullFence();
      if (gracePeriods.isActive()) {
        gracePeriods.wakeUp();
      }
    }
  }

  @Override
  public void transitionToBig() {
    big = true;
  }

  /** {@code synchronize_srcu()}: full fences at its start and its end. */
  @Override
  public void synchronize() {
    context.mightSleep("synchronize_srcu", name);
    checkAlive("synchronize_srcu");
    List<Section> awaited;
    int target;
    synchronized (gracePeriods) {
      awaited = openSections();
      target = queued;
    }
    gracePeriods.waitEvent(
        waitForReaders("synchronize_srcu", awaited),
        () -> (big || completed - target >= 0) && allOver(awaited));
    VarHandle.fullFence();
  }

  private List<Section> openSections() {
    VarHandle.fullFence();
    List<Section> open = new ArrayList<>();
    for (Reader reader : readers.values()) {
      int number = reader.sections();
      if ((number & 1) != 0) {
        open.add(new Section(reader, number));
      }
    }
    return open;
  }

  private Wait waitForReaders(String function, List<Section> awaited) {
    return new Wait(
        function + "(&" + name + ") [waits for readers]",
        "reader:",
        () -> awaited.stream().filter(s -> !s.over()).map(s -> s.reader.task).toList());
  }

  private static boolean allOver(List<Section> sections) {
    for (Section section : sections) {
      if (!section.over()) {
        return false;
      }
    }
    return true;
  }

  /** {@code call_srcu()}. */
  @Override
  public void call(Callback callback) {
    checkAlive("call_srcu");
    synchronized (gracePeriods) {
      callbacks.add(new Queued((LiveCallback) callback, openSections()));
      queued++;
      if (!workerRuns) {
        workers.start("kworker/srcu", this::invokeCallbacks);
        workerRuns = true;
      }
    }
  }

  /** {@code srcu_invoke_callbacks()}: the oldest first, each after its own grace period. */
  private void invokeCallbacks() {
    for (Queued oldest = oldest(); oldest != null; oldest = oldest()) {
      List<Section> awaited = oldest.awaited;
      gracePeriods.waitEvent(
          waitForReaders("srcu_invoke_callbacks", awaited), () -> allOver(awaited));
      VarHandle.fullFence();
      context.localBhDisable();
      workers.invoke(oldest.callback.function);
      context.localBhEnable();
      synchronized (gracePeriods) {
        completed++;
        gracePeriods.wakeUp();
      }
    }
  }

  private Queued oldest() {
    synchronized (gracePeriods) {
      Queued oldest = callbacks.poll();
      workerRuns = oldest != null;
      return oldest;
    }
  }

  /** {@code cleanup_srcu_struct()}. */
  @Override
  public void cleanup() {
    context.mightSleep("cleanup_srcu_struct", name);
    checkAlive("cleanup_srcu_struct");
    kernel.warnOn(
        !openSections().isEmpty(), "cleanup_srcu_struct(&" + name + ") with active readers");
  }

  @Override
  public Callback callback(String callbackName, Runnable function) {
    return new LiveCallback(function);
  }

  private void checkAlive(String function) {
    if (life.over()) {
      throw life.useAfterFree(function + "(&" + name + ")");
    }
  }
}
