package epcheck.stress.run;

import java.util.List;

/** What runs tests in JVMs of their own. */
interface Harness {

  /** Hears of the forks, on any thread. */
  interface Watcher {
    /** A fork begins. Throws to end the run. */
    void began(StressTest test);

    void ended(Fork fork);
  }

  int cpus();

  /** How many forks a test gets; none if there are too few CPUs for its actors. */
  int forks(StressTest test);

  /** Runs tests, all their forks, and returns when the last one ended. */
  void run(List<StressTest> tests, Watcher watcher);

  /** Ends the forks that run. */
  void destroy();
}
