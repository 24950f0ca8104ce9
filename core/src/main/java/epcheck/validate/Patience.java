package epcheck.validate;

import epcheck.explore.ModelError;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Waits for code that may never come back, such as the constructor of a proposal. It cannot be
 * stopped, but it can be told.
 *
 * @param most how long to wait
 */
record Patience(Duration most) {
  /** As the explorer has with a step. */
  static final Patience USUAL = new Patience(Duration.ofSeconds(20));

  /**
   * What the code returns or throws.
   *
   * @throws ModelError if it does neither in time; its cause has the stack of the code
   */
  <T> T with(Supplier<T> code) {
    FutureTask<T> result = new FutureTask<>(code::get);
    Thread thread = new Thread(result, "proposal");
    thread.setDaemon(true);
    thread.start();
    try {
      return result.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      IllegalStateException where = new IllegalStateException("still running", e);
      where.setStackTrace(thread.getStackTrace());
      throw new ModelError("the model hangs", where);
    } catch (ExecutionException e) {
      throw new ModelError("the driver cannot be built", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelError("interrupted", e);
    }
  }
}
