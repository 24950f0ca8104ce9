package epcheck.stress.run;

import java.util.List;
import java.util.function.Predicate;

/**
 * A run, or what is kept of it.
 *
 * @param seconds from its begin to its end
 */
record RunReport(String mode, Surroundings where, double seconds, List<TestReport> tests) {
  RunReport {
    tests = List.copyOf(tests);
  }

  int planned() {
    return count(verdict -> verdict != Verdict.SKIPPED);
  }

  int count(Predicate<Verdict> verdict) {
    return (int) tests.stream().filter(test -> verdict.test(test.verdict())).count();
  }

  long samples() {
    return tests.stream().mapToLong(TestReport::samples).sum();
  }

  int forks() {
    return tests.stream().mapToInt(TestReport::completed).sum();
  }
}
