package epcheck.stress;

import epcheck.kernel.Model;
import epcheck.live.LiveExecution;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * One execution of a model, which JCStress makes millions of and calls a sample: its actors are the
 * model's tasks, its result is the {@link epcheck.kernel.Outcome}.
 *
 * <p>The very same model is what the explorer explores, so the outcomes that a test allows are the
 * explorer's, and {@code OutcomesTest} sees to it that they stay so.
 */
public abstract class Sample {
  /** No operation waits so long; a retry loop that still retries then will for ever. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Most samples queue work, and a new thread for it would take longer than all the rest. */
  private static final Executor KWORKERS =
      Executors.newCachedThreadPool(
          body -> {
            Thread thread = new Thread(body, "kworker");
            thread.setDaemon(true);
            return thread;
          });

  private final Model model;
  private final LiveExecution execution;

  /**
   * @param model built here anew, but itself the same for all samples of a test
   */
  protected Sample(Model model) {
    this.model = model;
    execution = LiveExecution.watched(model, DEADLINE, KWORKERS);
  }

  /** What is run. */
  public final Model model() {
    return model;
  }

  /** Does all that a task has to do; for an actor. */
  protected final void run(int task) {
    execution.run(task);
  }

  /** How it ended; for the arbiter. */
  protected final String outcome() {
    return execution.outcome();
  }
}
