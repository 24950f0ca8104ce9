package epcheck.live;

import epcheck.kernel.Event;
import epcheck.kernel.Guard;
import epcheck.kernel.Kernel;
import epcheck.kernel.KernelBug;
import epcheck.kernel.Layout;
import epcheck.kernel.PerTask;
import epcheck.kernel.Slab;
import epcheck.kernel.Struct;
import epcheck.kernel.Work;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * The machine itself: tasks are Java threads, memory is Java's. Cheap to make, since JCStress makes
 * one for each sample: it has no thread until work is queued.
 */
public final class LiveKernel implements Kernel, AutoCloseable {
  private final LiveAtomicContext context = new LiveAtomicContext();
  private final LiveTasks tasks = new LiveTasks();
  private final LiveHungTasks hungTasks;
  private final LiveWorkers workers;
  private final LiveRules rules;
  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

  /** Made while the model is built, and only looked up once its tasks run. */
  private final SortedMap<String, LiveEvent> events = new TreeMap<>();

  /** One on which a task that can never go on waits for ever. */
  public LiveKernel() {
    this(LiveHungTasks::new, LiveWorkers::onThreadOfItsOwn, new LiveRules());
  }

  /**
   * One for a harness that runs one task at a time, and notices when none can go on. Once a task
   * has died, others die of the same when they would wait.
   */
  static LiveKernel scheduled() {
    return new LiveKernel(
        LivePanic::new, LiveWorkers::onThreadOfItsOwn, new LiveRulesBetweenSteps());
  }

  /**
   * One on which no task waits for ever: a deadlock is a {@link KernelBug} in the task that notices
   * it, and once a task has died, others die of the same when they would wait.
   *
   * @param deadline after which a task that still waits, or still retries, hangs
   * @param kworkers runs each kworker
   */
  static LiveKernel watched(Duration deadline, Executor kworkers) {
    return new LiveKernel(tasks -> new LiveWatchdog(tasks, deadline), kworkers, new LiveRules());
  }

  private LiveKernel(Function<LiveTasks, LiveHungTasks> hung, Executor kworkers, LiveRules rules) {
    this.rules = rules;
    hungTasks = hung.apply(tasks);
    workers = new LiveWorkers(tasks, hungTasks, kworkers);
  }

  @Override
  public Layout layout(Struct struct, String name) {
    return layout(struct, name, new LiveLife());
  }

  @Override
  public Layout embedded(Struct struct, Struct container, String name) {
    return layout(struct, name, lifeOf(container));
  }

  private Layout layout(Struct struct, String name, LiveLife life) {
    if (struct != null) {
      struct.setShadow(life);
    }
    return new LiveLayout(this, struct, name, life);
  }

  private static LiveLife lifeOf(Struct struct) {
    return (LiveLife) struct.shadow();
  }

  @Override
  public <T> PerTask<T> perTask(IntFunction<T> make) {
    return new LivePerTask<>(tasks, make);
  }

  @Override
  public Guard onlyTask(int id) {
    return write -> tasks.currentId() == id;
  }

  @Override
  public <T extends Struct> Slab<T> slab(String name, int count, IntFunction<T> make) {
    List<T> objects = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      T object = make.apply(i);
      lifeOf(object).beginInSlab();
      objects.add(object);
    }
    return new LiveSlab<>(name, objects, objects.stream().map(LiveKernel::lifeOf).toList());
  }

  @Override
  public Work work(String name, Runnable function) {
    return new LiveWork(context, hungTasks, workers, name, "kworker/" + name, function);
  }

  @Override
  public Work kthread(String name, Runnable round) {
    return new LiveWork(context, hungTasks, workers, name, name, round);
  }

  @Override
  public void kfree(Struct struct) {
    lifeOf(struct).free(struct);
  }

  @Override
  public void mightSleep() {
    context.mightSleep("might_sleep", null);
  }

  @Override
  public void localBhDisable() {
    context.localBhDisable();
  }

  @Override
  public void localBhEnable() {
    context.localBhEnable();
  }

  /**
   * Orders loads before loads, as {@code smp_rmb()}: x86 needs a compiler barrier for it, arm64 a
   * {@code dmb ishld}.
   */
  @Override
  public void smpRmb() {
    VarHandle.loadLoadFence();
  }

  /** Orders stores before stores, as {@code smp_wmb()}. */
  @Override
  public void smpWmb() {
    VarHandle.storeStoreFence();
  }

  @Override
  public void spinUntil(BooleanSupplier body) {
    retry(body, Thread::onSpinWait);
  }

  @Override
  public void loop(BooleanSupplier pass) {
    retry(pass, () -> {});
  }

  @Override
  public void repeatUntil(BooleanSupplier body) {
    retry(body, Thread::yield);
  }

  private void retry(BooleanSupplier body, Runnable relax) {
    long since = hungTasks.now();
    while (!body.getAsBoolean()) {
      hungTasks.retry(since);
      relax.run();
    }
  }

  @Override
  public boolean warnOn(boolean condition, String text) {
    if (condition) {
      warnings.add("WARNING: " + text);
    }
    return condition;
  }

  @Override
  public Error bug(String oracle, String text) {
    return new KernelBug(oracle, text);
  }

  /** See {@link LiveRules}. */
  @Override
  public void observe(Rule rule) {
    rules.observe(rule);
  }

  /** See {@link LiveRules}. */
  @Override
  public void require(Rule rule) {
    rules.require(rule);
  }

  @Override
  public Event event(String name) {
    return events.computeIfAbsent(name, n -> new LiveEvent());
  }

  /** How often each event of the model happened so far. */
  public SortedMap<String, Long> reached() {
    SortedMap<String, Long> times = new TreeMap<>();
    events.forEach((name, event) -> times.put(name, event.times()));
    return times;
  }

  @Override
  public boolean isAlive(Struct struct) {
    return lifeOf(struct).isAlive();
  }

  /**
   * Makes the calling thread task {@code id} of the model, until another call or {@link
   * #leaveTask}. A harness whose model has {@link #perTask} variables calls it first thing in each
   * of its threads, so that what the initial state put on a task's stack is found by that task.
   */
  public void becomeTask(int id) {
    tasks.become(id);
  }

  /** The calling thread is no task of the model any more. */
  public void leaveTask() {
    tasks.leave();
  }

  boolean hasWarned() {
    return !warnings.isEmpty();
  }

  /** What {@code WARN_ON} printed so far, oldest first. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * What work items and SRCU callbacks threw so far: a {@link KernelBug}, or an exception out of
   * the model. They have no caller that could catch it, so whoever judges an execution asks here.
   */
  public List<Throwable> failures() {
    return workers.failures();
  }

  /**
   * Waits until no work item and no SRCU callback is queued or running, as {@code
   * flush_workqueue()} and {@code srcu_barrier()} do, so that a final state is final. What they did
   * happens before the return.
   */
  public void flush() {
    workers.flush();
  }

  /**
   * Takes no more work. It does not wait for what is running ({@link #flush} does), since that may
   * be deadlocked: the kworkers are daemon threads, which keep no JVM alive and end when their
   * queues are empty.
   */
  @Override
  public void close() {
    workers.close();
  }

  LiveRules rules() {
    return rules;
  }

  LiveHungTasks hungTasks() {
    return hungTasks;
  }

  LiveTasks tasks() {
    return tasks;
  }

  LiveAtomicContext context() {
    return context;
  }

  LiveWorkers workers() {
    return workers;
  }
}
