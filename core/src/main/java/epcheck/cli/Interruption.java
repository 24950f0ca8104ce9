package epcheck.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C or SIGTERM, while there is something to lose. The JVM goes when its shutdown hooks have
 * returned: this one asks the command to come to an end, and waits until it has.
 */
final class Interruption implements AutoCloseable {
  /** Far more than it takes to write a few files, even where others keep the machine busy. */
  private static final long PATIENCE_SECONDS = 60;

  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private final Thread hook = new Thread(this::askAndWait, "interruption");

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void askAndWait() {
    asked.complete(null);
    try {
      finished.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Completed when the program shall end. */
  CompletableFuture<Void> asked() {
    return asked;
  }

  /** Nothing can be lost any more. */
  @Override
  public void close() {
    finished.complete(null);
    if (!asked.isDone()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The signal came just now; the hook finds that there is nothing to wait for.
        return;
      }
    }
  }
}
