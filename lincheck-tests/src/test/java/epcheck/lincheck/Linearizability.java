package epcheck.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How much a test of this module tries in each of Lincheck's two modes: random scenarios of a few
 * calls by two or three tasks, each run many times, and the results of each run held against a
 * sequential specification.
 *
 * <p>Model checking chooses every switch between two tasks, from few to many, but knows only
 * sequentially consistent runs. Stress lets the processor choose.
 */
final class Linearizability {
  /** By number, as {@code ThreadIdGen} gives it: one task before all others, three, one after. */
  static final int TASKS = 5;

  private Linearizability() {}

  /** What each task has of its own, the oldest first. */
  static <T> List<Deque<T>> oneForEachTask() {
    List<Deque<T>> all = new ArrayList<>();
    for (int task = 0; task < TASKS; task++) {
      all.add(new ArrayDeque<>());
    }
    return all;
  }

  /** Three tasks at a time, as a reclaimer, the OOM killer and a fault are. */
  static ModelCheckingOptions modelChecking(Class<?> specification) {
    return new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(10)
        .invocationsPerIteration(50)
        .sequentialSpecification(specification);
  }

  /** Two tasks at a time, which even a machine with two processors runs at once. */
  static StressOptions stress(Class<?> specification) {
    return new StressOptions()
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(10)
        .invocationsPerIteration(200)
        .sequentialSpecification(specification);
  }

  /**
   * For calls that start a kworker. Lincheck runs it beside the scenario's tasks, but never beside
   * what comes before or after them: there is to be nothing.
   */
  static <O extends Options<O, ?>> O withKworkers(O options) {
    return options.actorsBefore(0).actorsAfter(0);
  }

  /**
   * Checks that Lincheck finds what is wrong with a class: results that its specification does not
   * have, a validation that fails, or an exception; but not that nothing goes on any more. It ends
   * at the first run that fails.
   */
  static void mustFail(Options<?, ?> options, Class<?> broken) {
    assertThatThrownBy(
            () ->
                options
                    .iterations(100)
                    .invocationsPerIteration(1_000)
                    .minimizeFailedScenario(false)
                    .check(broken))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageNotContaining("has hung");
  }

  /**
   * Runs some tasks beside each other to their ends, in a scenario of {@code
   * Lincheck.runConcurrentTest}, which does not mind what a thread dies of: it is thrown here.
   */
  static void beside(Runnable... tasks) {
    Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (Runnable task : tasks) {
      threads.add(
          new Thread(
              () -> {
                try {
                  task.run();
                } catch (RuntimeException | Error e) {
                  thrown.add(e);
                }
              }));
    }
    threads.forEach(Thread::start);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (!thrown.isEmpty()) {
      throw new IllegalStateException("a task died of " + thrown.peek());
    }
  }
}
