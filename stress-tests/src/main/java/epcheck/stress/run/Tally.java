package epcheck.stress.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what the forks of a run say, until it is known how each test fared. */
final class Tally {
  /** What is known of a test so far. */
  private static final class Account {
    private final StressTest test;
    private final int planned;
    private final Map<String, Long> counts = new TreeMap<>();
    private int ended;
    private int completed;

    Account(StressTest test, int planned) {
      this.test = test;
      this.planned = planned;
    }
  }

  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private final Map<String, List<String>> troubles = new LinkedHashMap<>();
  private final double secondsEach;

  /**
   * @param secondsEach how long a fork samples
   */
  Tally(Plan plan, double secondsEach) {
    this.secondsEach = secondsEach;
    plan.forks().forEach((test, n) -> accounts.put(test.info().name(), new Account(test, n)));
  }

  /** Takes in the result of a fork; true if it was the last one of its test. */
  synchronized boolean add(Fork fork) {
    Account account = accounts.get(fork.test());
    account.ended++;
    fork.counts().forEach((outcome, n) -> account.counts.merge(outcome, n, Long::sum));
    if (fork.completed()) {
      account.completed++;
    } else {
      trouble(account.test, fork.fate(), fork.messages());
    }
    return account.ended == account.planned;
  }

  /** Says why a test did not complete. */
  synchronized void trouble(StressTest test, String what, List<String> details) {
    List<String> lines = troubles.computeIfAbsent(test.name(), name -> new ArrayList<>());
    if (lines.isEmpty()) {
      lines.add(what);
      lines.addAll(details);
    }
  }

  /** By name of the test, why it did not complete: a line, and what else there is to say. */
  synchronized Map<String, List<String>> troubles() {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    troubles.forEach((name, lines) -> copy.put(name, List.copyOf(lines)));
    return copy;
  }

  synchronized TestReport report(StressTest test) {
    return report(accounts.get(test.info().name()));
  }

  synchronized List<TestReport> reports() {
    return accounts.values().stream().map(this::report).toList();
  }

  private TestReport report(Account account) {
    List<Sighting> sightings = new ArrayList<>();
    account.counts.forEach((outcome, n) -> sightings.add(account.test.grade(outcome, n)));
    return new TestReport(
        account.test.name(),
        account.test.group(),
        account.test.actors(),
        account.test.fault().orElse(""),
        verdict(account, sightings),
        account.planned,
        account.completed,
        account.completed * secondsEach,
        sightings);
  }

  private static Verdict verdict(Account account, List<Sighting> sightings) {
    if (account.planned == 0) {
      return Verdict.SKIPPED;
    }
    if (sightings.stream().anyMatch(sighting -> sighting.isForbidden() && sighting.count() > 0)) {
      return Verdict.FAILED;
    }
    if (account.completed < account.planned) {
      return Verdict.INCOMPLETE;
    }
    if (account.test.fault().isEmpty()) {
      return Verdict.PASSED;
    }
    boolean seen =
        sightings.stream().anyMatch(sighting -> sighting.isInteresting() && sighting.count() > 0);
    return seen ? Verdict.SEEN : Verdict.NOT_SEEN;
  }
}
