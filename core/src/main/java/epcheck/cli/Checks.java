package epcheck.cli;

import epcheck.explore.Checkpoint;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Runs independent searches on all cores and hands out what they find, in the order in which they
 * were asked for.
 */
final class Checks {
  /**
   * A case and its model.
   *
   * @param checkpoint where to keep how far the search is
   */
  record Job(Case what, Model model, Optional<Checkpoint> checkpoint) {
    Job(Case what, Model model) {
      this(what, model, Optional.empty());
    }

    static Job of(Subject subject, Options options) {
      return new Job(
          new Case(
              subject.revision(), subject.patches(), subject.scenario(), options.granularity()),
          subject.model());
    }

    Job keptIn(Checkpoint newCheckpoint) {
      return new Job(what, model, Optional.of(newCheckpoint));
    }
  }

  /**
   * What became of a job.
   *
   * @param checked the verdict, or null
   * @param error why there is none, or null
   * @param cutShort nothing is known but how far the search came, if it began at all
   */
  record Outcome(Job job, Checked checked, Throwable error, boolean cutShort) {
    /** In a line. */
    String errorText() {
      return error instanceof ModelError || error instanceof BadInput
          ? error.getMessage()
          : String.valueOf(error);
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
  private final Recorded recorded;

  Checks(Terminal terminal, Options options, boolean racesCount, boolean quiet) {
    this(terminal, options, racesCount, quiet, Recorded.NOTHING);
  }

  /**
   * @param recorded says how long it will take
   */
  Checks(Terminal terminal, Options options, boolean racesCount, boolean quiet, Recorded recorded) {
    this.terminal = terminal;
    this.options = options;
    this.racesCount = racesCount;
    this.quiet = quiet;
    this.recorded = recorded;
  }

  /** Runs the jobs; the consumer is called on this thread. */
  void run(List<Job> jobs, Consumer<Outcome> consumer) {
    runUntil(new CompletableFuture<>(), jobs, consumer);
  }

  /**
   * The same; what takes long after a search is done by the thread that has made it.
   *
   * @param after called on several threads, for each job that has a verdict; what it searches is
   *     told as the job's progress
   */
  void run(List<Job> jobs, BiConsumer<Outcome, Progress> after, Consumer<Outcome> consumer) {
    run(new CompletableFuture<>(), jobs, after, consumer);
  }

  /**
   * The same, until somebody wants it to end: then what runs ends with what it has found, and
   * whatever has not begun is inconclusive.
   *
   * @param stop completed by another thread
   */
  void runUntil(CompletableFuture<Void> stop, List<Job> jobs, Consumer<Outcome> consumer) {
    run(stop, jobs, (outcome, progress) -> {}, consumer);
  }

  private void run(
      CompletableFuture<Void> stop,
      List<Job> jobs,
      BiConsumer<Outcome, Progress> after,
      Consumer<Outcome> consumer) {
    if (jobs.isEmpty()) {
      return;
    }
    ProgressLine line =
        new ProgressLine(
            terminal,
            quiet,
            jobs.stream().map(this::size).toList(),
            terminal.columns(),
            System::nanoTime);
    int workers = Math.min(jobs.size(), Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(workers, Checks::daemon);
    try {
      List<Running> all = new ArrayList<>();
      for (Job job : jobs) {
        all.add(new Running(job, line, stop, after, pool));
      }
      for (Running running : all) {
        Outcome outcome = running.outcome.join();
        line.clear();
        consumer.accept(outcome);
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

  /** A job that is being done, or waits for its turn. */
  private final class Running {
    private final Job job;
    private final Explorer explorer;
    private final CompletableFuture<Void> stop;
    final CompletableFuture<Outcome> outcome;

    /** How far the search was when it was last heard of. */
    private volatile Verdict.Statistics reached = new Verdict.Statistics(0, 0, 0, 0, 0, 0);

    Running(
        Job job,
        ProgressLine line,
        CompletableFuture<Void> stop,
        BiConsumer<Outcome, Progress> after,
        ExecutorService pool) {
      this.job = job;
      this.explorer = new Explorer(job.model(), options);
      this.stop = stop;
      this.outcome = CompletableFuture.supplyAsync(() -> check(line, after), pool);
      stop.thenRun(explorer::stop);
    }

    private Outcome check(ProgressLine line, BiConsumer<Outcome, Progress> after) {
      if (stop.isDone()) {
        return cutShort(Verdict.INTERRUPTED + " before it began");
      }
      String name = job.what().toString();
      try {
        Progress told = line.begin(name, size(job));
        Outcome found = new Outcome(job, checked(job, search(told)), null, false);
        after.accept(found, told);
        return found;
      } catch (BadInput | RuntimeException | Error e) {
        return ranOutOfMemory(e)
            ? cutShort(Verdict.OUT_OF_MEMORY)
            : new Outcome(job, null, e, false);
      } finally {
        line.end(name);
      }
    }

    private Verdict search(Progress told) throws BadInput {
      Progress noted =
          (states, transitions, depth, seconds) -> {
            reached = new Verdict.Statistics(states, transitions, 0, depth, 0, seconds);
            told.at(states, transitions, depth, seconds);
          };
      if (job.checkpoint().isEmpty()) {
        return explorer.run(noted);
      }
      try {
        return explorer.run(job.checkpoint().get(), noted);
      } catch (Checkpoint.Unusable e) {
        throw new BadInput("--checkpoint: " + e.getMessage(), e);
      }
    }

    private Outcome cutShort(String why) {
      return new Outcome(job, checked(job, Verdict.unfinished(why, reached)), null, true);
    }
  }

  /** Not the search, which has words for that, but who watched it or shortened what it found. */
  private static boolean ranOutOfMemory(Throwable e) {
    return e instanceof OutOfMemoryError || e.getCause() instanceof OutOfMemoryError;
  }

  private long size(Job job) {
    return recorded.states(job.what(), options);
  }

  private Checked checked(Job job, Verdict verdict) {
    return new Checked(job.what(), verdict, options.matchStates(), racesCount);
  }
}
