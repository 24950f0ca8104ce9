package epcheck.cli;

import epcheck.explore.Explorer;
import epcheck.explore.ModelError;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.kernel.Model;
import epcheck.report.Case;
import epcheck.report.Checked;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Runs independent searches on all cores and hands out what they find, in the order in which they
 * were asked for.
 */
final class Checks {
  /** A case and its model. */
  record Job(Case what, Model model) {
    static Job of(Subject subject, Options options) {
      return new Job(
          new Case(
              subject.revision(), subject.patches(), subject.scenario(), options.granularity()),
          subject.model());
    }
  }

  /**
   * What became of a job.
   *
   * @param checked the verdict, or null
   * @param error why there is none, or null
   */
  record Outcome(Job job, Checked checked, Throwable error) {
    /** In a line. */
    String errorText() {
      return error instanceof ModelError ? error.getMessage() : String.valueOf(error);
    }
  }

  private final Terminal terminal;
  private final Options options;
  private final boolean racesCount;
  private final boolean quiet;

  Checks(Terminal terminal, Options options, boolean racesCount, boolean quiet) {
    this.terminal = terminal;
    this.options = options;
    this.racesCount = racesCount;
    this.quiet = quiet;
  }

  /** Runs the jobs; the consumer is called on this thread. */
  void run(List<Job> jobs, Consumer<Outcome> consumer) {
    if (jobs.isEmpty()) {
      return;
    }
    ProgressLine progress = new ProgressLine(terminal, quiet, jobs.size(), System::nanoTime);
    int workers = Math.min(jobs.size(), Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(workers, Checks::daemon);
    try {
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (Job job : jobs) {
        outcomes.add(pool.submit(() -> check(job, progress)));
      }
      for (Future<Outcome> future : outcomes) {
        Outcome outcome = future.get();
        progress.clear();
        consumer.accept(outcome);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
      progress.clear();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "check");
    thread.setDaemon(true);
    return thread;
  }

  private Outcome check(Job job, ProgressLine line) {
    String name = job.what().toString();
    Progress progress = line.begin(name);
    try {
      Verdict verdict = new Explorer(job.model(), options).run(progress);
      return new Outcome(
          job, new Checked(job.what(), verdict, options.matchStates(), racesCount), null);
    } catch (RuntimeException | Error e) {
      return new Outcome(job, null, e);
    } finally {
      line.end(name);
    }
  }
}
