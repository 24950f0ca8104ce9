package epcheck.stress.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One run: forks begin and end on the harness's threads, and a watchdog on the caller's ends them
 * all if none has ended for too long. JCStress by itself would wait for ever: its sanity check
 * joins its threads without a limit.
 */
final class StressRun implements Harness.Watcher {
  /** What is left of a run: for the pages, and why a test did not complete, by its name. */
  record Ended(RunReport report, Map<String, List<String>> troubles) {}

  /** Ends the harness's thread: it was about to begin a fork. */
  private static final class Over extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final long TICK_MILLIS = 250;
  private static final long FAREWELL_MILLIS = 10_000;

  private final Harness harness;
  private final Plan plan;
  private final Tally tally;
  private final Progress progress;
  private final Duration patience;
  private final LongSupplier nanos;
  private final long begin;

  // Guarded by this.
  private final List<StressTest> running = new ArrayList<>();
  private long news;
  private int done;
  private boolean over;

  /**
   * @param patience how long no fork may end before the run is ended
   * @param nanos the time
   */
  StressRun(
      Harness harness,
      Plan plan,
      double secondsEach,
      Progress progress,
      Duration patience,
      LongSupplier nanos) {
    this.harness = harness;
    this.plan = plan;
    this.tally = new Tally(plan, secondsEach);
    this.progress = progress;
    this.patience = patience;
    this.nanos = nanos;
    this.begin = nanos.getAsLong();
    this.news = begin;
  }

  /** How many forks each test would get. */
  static Plan plan(Harness harness, Suite suite) {
    Map<StressTest, Integer> forks = new LinkedHashMap<>();
    suite.tests().forEach(test -> forks.put(test, harness.forks(test)));
    return new Plan(forks);
  }

  Ended run(String mode) {
    List<Throwable> failures = new ArrayList<>();
    Thread forks =
        new Thread(
            () -> {
              try {
                harness.run(plan.runnable(), this);
              } catch (Over e) {
                // As it was told.
              } catch (RuntimeException | Error e) {
                synchronized (this) {
                  failures.add(e);
                }
              }
            },
            "stress");
    forks.setDaemon(true);
    forks.start();
    try {
      while (forks.isAlive() && !stuck()) {
        forks.join(TICK_MILLIS);
        tell();
      }
      if (forks.isAlive()) {
        end();
        forks.join(FAREWELL_MILLIS);
      }
    } catch (InterruptedException e) {
      harness.destroy();
      Thread.currentThread().interrupt();
    }
    progress.clear();
    return ended(mode, failures);
  }

  @Override
  public synchronized void began(StressTest test) {
    if (over) {
      throw new Over();
    }
    running.add(test);
  }

  @Override
  public synchronized void ended(Fork fork) {
    if (over) {
      return;
    }
    news = nanos.getAsLong();
    StressTest test =
        plan.runnable().stream()
            .filter(each -> each.info().name().equals(fork.test()))
            .findFirst()
            .orElseThrow();
    running.remove(test);
    if (tally.add(fork)) {
      done++;
      progress.done(done, plan.runnable().size(), tally.report(test), seconds());
    }
  }

  private double seconds() {
    return (nanos.getAsLong() - begin) / 1e9;
  }

  private synchronized void tell() {
    progress.tick(
        done,
        plan.runnable().size(),
        running.stream().map(StressTest::name).distinct().toList(),
        seconds());
  }

  private synchronized boolean stuck() {
    return nanos.getAsLong() - news > patience.toNanos();
  }

  private void end() {
    synchronized (this) {
      over = true;
      for (StressTest test : running) {
        tally.trouble(
            test,
            "hangs: no fork ended for " + patience.toSeconds() + " s, so the run was ended here",
            List.of());
      }
    }
    harness.destroy();
  }

  private synchronized Ended ended(String mode, List<Throwable> failures) {
    List<TestReport> reports = tally.reports();
    Map<String, List<String>> troubles = new LinkedHashMap<>(tally.troubles());
    for (TestReport report : reports) {
      if (report.verdict() == Verdict.INCOMPLETE && !troubles.containsKey(report.name())) {
        String why =
            failures.isEmpty()
                ? "the run had ended before"
                : "JCStress itself failed: " + failures.get(0);
        troubles.put(report.name(), List.of("not run: " + why));
      }
    }
    return new Ended(
        new RunReport(mode, Surroundings.here(), Math.round(seconds()), reports), troubles);
  }
}
