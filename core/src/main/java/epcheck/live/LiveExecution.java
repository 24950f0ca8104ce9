package epcheck.live;

import epcheck.kernel.EntryPoint;
import epcheck.kernel.Kernel;
import epcheck.kernel.Kernel.Rule;
import epcheck.kernel.KernelBug;
import epcheck.kernel.Model;
import epcheck.kernel.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * One execution of a model on real threads, which its caller brings: it builds the initial state,
 * lets each thread be a task, and says in the end how it went, in the explorer's words.
 *
 * <p>What goes wrong in a task ends that task and is the outcome; nothing is thrown at the caller,
 * whose harness may not survive it. Other tasks may then find what they need locked for ever, so
 * they are stopped when they wait, and what they ran into afterwards counts for nothing.
 */
public final class LiveExecution {
  private final LiveKernel kernel;
  private final List<List<EntryPoint>> tasks = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Supplier<String>> observations = new ArrayList<>();

  /**
   * On a kernel that notices deadlocks.
   *
   * @param deadline after which a task that still waits, or still retries, hangs
   * @param kworkers runs each kworker on a thread, which is no task of the model meanwhile
   */
  public static LiveExecution watched(Model model, Duration deadline, Executor kworkers) {
    return new LiveExecution(model, LiveKernel.watched(deadline, kworkers));
  }

  /**
   * Under a harness that decides which task runs: one at a time, until the end of a step. It
   * notices when none can go on.
   */
  public static LiveExecution scheduled(Model model) {
    return new LiveExecution(model, LiveKernel.scheduled());
  }

  private LiveExecution(Model model, LiveKernel kernel) {
    this.kernel = kernel;
    model.build(new Building());
    kernel.hungTasks().begin(tasks.size());
  }

  /** Takes what the model declares. */
  private final class Building implements Model.Setup {
    @Override
    public Kernel kernel() {
      return kernel;
    }

    @Override
    public int task(String name, List<EntryPoint> calls) {
      tasks.add(calls);
      return kernel.tasks().add(name);
    }

    /** There is no moment between two steps here; at the end it must hold as well. */
    @Override
    public void always(Rule rule) {
      rules.add(rule);
    }

    @Override
    public void atEnd(Rule rule) {
      rules.add(rule);
    }

    @Override
    public void outcome(Supplier<String> outcome) {
      observations.add(outcome);
    }
  }

  /** The names of the model's tasks; kworkers are none. */
  public List<String> tasks() {
    return kernel.tasks().names();
  }

  /** Runs all that a task has to do on the calling thread. */
  public void run(int task) {
    kernel.becomeTask(task);
    try {
      for (EntryPoint call : tasks.get(task)) {
        call.body().run();
      }
    } catch (RuntimeException | Error e) {
      kernel.hungTasks().oops(e);
    } finally {
      kernel.hungTasks().end();
      kernel.leaveTask();
    }
  }

  /** Waits until all work that the tasks queued is done. */
  public void flush() {
    kernel.flush();
  }

  /** How it ended, in the words of {@link Outcome}; once all tasks have run. */
  public String outcome() {
    flush();
    kernel.close();
    Throwable oops = kernel.hungTasks().oops();
    if (oops instanceof KernelBug bug) {
      return Outcome.ofBug(bug.oracle(), bug.getMessage());
    }
    if (oops instanceof NullPointerException) {
      return Outcome.NULL_DEREFERENCE;
    }
    if (oops != null) {
      return oops.toString();
    }
    return !kernel.hasWarned() ? Outcome.ofFinalState(rules, observations) : Outcome.WARNING;
  }

  /** Whether that is a violation; once all tasks have run. */
  public boolean isViolated() {
    return kernel.hungTasks().oops() != null || kernel.hasWarned() || Outcome.breaksOneOf(rules);
  }

  /** The rules that were broken between two steps, after which the execution went on. */
  public Set<String> observed() {
    return kernel.rules().observed();
  }
}
