package epcheck.cli;

import epcheck.explore.Explorer;
import epcheck.explore.ModelError;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.kernel.Model;
import epcheck.report.Case;
import epcheck.report.CaseReport;
import epcheck.report.Checked;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
   * @param cutShort the search was left to itself: whatever it had found is not in the verdict
   */
  record Outcome(Job job, Checked checked, Throwable error, boolean cutShort) {
    /** In a line. */
    String errorText() {
      return error instanceof ModelError ? error.getMessage() : String.valueOf(error);
    }

    void addTo(CaseReport report) {
      if (error == null) {
        report.add(checked);
      } else {
        report.addFailed(job.what(), errorText());
      }
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
    runUntil(new CompletableFuture<>(), jobs, consumer);
  }

  /**
   * The same, until somebody wants it to end: then whatever is not done is inconclusive.
   *
   * @param stop completed by another thread
   */
  void runUntil(CompletableFuture<Void> stop, List<Job> jobs, Consumer<Outcome> consumer) {
    if (jobs.isEmpty()) {
      return;
    }
    ProgressLine line = new ProgressLine(terminal, quiet, jobs.size(), System::nanoTime);
    int workers = Math.min(jobs.size(), Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(workers, Checks::daemon);
    try {
      List<Running> all = new ArrayList<>();
      for (Job job : jobs) {
        Running running = new Running(job);
        running.outcome = CompletableFuture.supplyAsync(() -> check(running, line), pool);
        all.add(running);
      }
      for (Running running : all) {
        CompletableFuture.anyOf(running.outcome, stop).join();
        line.clear();
        consumer.accept(running.outcome.getNow(running.interrupted()));
      }
    } finally {
      pool.shutdownNow();
      line.clear();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "check");
    thread.setDaemon(true);
    return thread;
  }

  /** A job that may be done or not. */
  private final class Running {
    final Job job;
    CompletableFuture<Outcome> outcome;

    /** How far the search was when it was last heard of; null if it has not begun. */
    volatile Verdict.Statistics reached;

    Running(Job job) {
      this.job = job;
    }

    Outcome interrupted() {
      return cutShort(reached == null ? "interrupted before it began" : "interrupted");
    }

    Outcome cutShort(String why) {
      Verdict.Statistics until =
          reached == null ? new Verdict.Statistics(0, 0, 0, 0, 0, 0) : reached;
      Verdict verdict = Verdict.unfinished(why, until);
      return new Outcome(job, checked(job, verdict), null, true);
    }
  }

  private Outcome check(Running running, ProgressLine line) {
    Job job = running.job;
    String name = job.what().toString();
    Progress told = line.begin(name);
    running.reached = new Verdict.Statistics(0, 0, 0, 0, 0, 0);
    try {
      Verdict verdict =
          new Explorer(job.model(), options)
              .run(
                  (states, transitions, depth, seconds) -> {
                    running.reached =
                        new Verdict.Statistics(states, transitions, 0, depth, 0, seconds);
                    told.at(states, transitions, depth, seconds);
                  });
      return new Outcome(job, checked(job, verdict), null, false);
    } catch (RuntimeException | Error e) {
      return ranOutOfMemory(e)
          ? running.cutShort("memory ran out")
          : new Outcome(job, null, e, false);
    } finally {
      line.end(name);
    }
  }

  /** Not the search, which has words for that, but who watched it or shortened what it found. */
  private static boolean ranOutOfMemory(Throwable e) {
    return e instanceof OutOfMemoryError || e.getCause() instanceof OutOfMemoryError;
  }

  private Checked checked(Job job, Verdict verdict) {
    return new Checked(job.what(), verdict, options.matchStates(), racesCount);
  }
}
