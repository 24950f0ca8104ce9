package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Finding;
import epcheck.explore.Granularity;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Result;
import epcheck.explore.Verdict.Violation;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped scenarios find, and that nothing about the way of exploring changes it. */
class ShippedVerdictsTest {
  private static final Options QUICK = Options.DEFAULT.withBudget(Duration.ofMinutes(5));

  /** Which violations there are does not hang on how short their schedules are. */
  private static final Options AS_FOUND =
      new Options(Granularity.LOCK, true, true, QUICK.budget(), Duration.ZERO);

  private static Revision revision(String name, String patch) {
    Revision base = Revisions.named(name).orElseThrow();
    return patch.isEmpty() ? base : Revisions.patchNamed(patch).orElseThrow().on(base);
  }

  private static Explorer explorer(
      String revision, String patch, String scenario, Options options) {
    return new Explorer(
        new ScenarioModel(ShippedScenarios.load(scenario), revision(revision, patch)), options);
  }

  private static Verdict check(String revision, String patch, String scenario, Options options) {
    return explorer(revision, patch, scenario, options).run(Progress.NONE);
  }

  private static Set<String> keys(Verdict verdict) {
    return verdict.violations().stream().map(v -> v.finding().key()).collect(Collectors.toSet());
  }

  private static Violation violation(Verdict verdict, String key) {
    return verdict.violations().stream()
        .filter(v -> v.finding().key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theKillerOfV5LooksAtItsVictimsPageAfterTheLockAndGoesWrongInThreeWays() {
    Verdict verdict = check("v5", "", "last-page", QUICK);
    assertThat(verdict.complete()).isTrue();
    assertThat(keys(verdict))
        .containsExactlyInAnyOrder(
            "null-dereference@sgx_oom_encl_page",
            "refcount-leak@",
            "warn-on@sgx_epc_oom",
            "wrong-victim@sgx_oom_encl");
    assertThat(violation(verdict, "refcount-leak@").finding().text())
        .startsWith("A->refcount is 3 at rest, but it is held 2 times");
    assertThat(violation(verdict, "wrong-victim@sgx_oom_encl").finding().text())
        .startsWith("enclave B is killed");
    assertThat(verdict.violations()).allMatch(v -> v.preemptions() == 1 && v.shortest());
  }

  @Test
  void aFaultOfV5ThatHasPassedTheTestOfNoMemoryLeavesAPteToAFreedPage() {
    Verdict verdict = check("v5", "", "fault-vs-kill", QUICK);
    assertThat(verdict.complete()).isTrue();
    assertThat(keys(verdict)).containsExactly("stale-pte@sgx_free_epc_page");
    assertThat(verdict.violations().get(0).preemptions()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mainline", "v5"})
  void closeAndExitAgainstTheReclaimerAreProvedSafe(String revision) {
    Verdict verdict = check(revision, "", "close-vs-reclaim", QUICK);
    assertThat(verdict.result()).isEqualTo(Result.PROVED);
    assertThat(verdict.complete()).isTrue();
    assertThat(verdict.races()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "mainline, no-isolation-ref, reclaim-without-reference@sgx_encl_release",
    "mainline, put-before-relist, use-after-free@sgx_reclaim_pages",
    "mainline, put-before-relist, lost-page@",
    "mainline, mmput-in-srcu, deadlock@sgx_mmu_notifier_release",
    "v5, put-before-relist, use-after-free@sgx_isolate_epc_pages",
    "v5, put-before-relist, lost-page@",
    "v5, mmput-in-srcu, deadlock@sgx_mmu_notifier_release",
  })
  void everyRevertedFixIsFound(String revision, String patch, String key) {
    Verdict verdict = check(revision, patch, "close-vs-reclaim", AS_FOUND);
    assertThat(verdict.complete()).isTrue();
    assertThat(keys(verdict)).contains(key);
  }

  /** Without its reference v5's reclaimer goes wrong in 31 ways, which takes a minute. */
  @Test
  @Tag("nightly")
  void isolationOfV5WithoutAReferenceIsFound() {
    Verdict verdict = check("v5", "no-isolation-ref", "close-vs-reclaim", QUICK);
    assertThat(verdict.complete()).isTrue();
    assertThat(keys(verdict)).contains("reclaim-without-reference@sgx_encl_release");
  }

  @Test
  @Tag("nightly")
  void theHarmlessRacesOfAKillAgainstAnExitRaiseNoAlarm() {
    Verdict lock = check("v5", "", "kill-vs-exit", QUICK);
    Verdict access = check("v5", "", "kill-vs-exit", QUICK.with(Granularity.ACCESS));
    assertThat(lock.result()).isEqualTo(Result.PROVED);
    assertThat(access.result()).isEqualTo(Result.PROVED);
    assertThat(access.statistics().finalStates()).isEqualTo(lock.statistics().finalStates());
  }

  @ParameterizedTest
  @CsvSource({
    "mainline, '', close-vs-reclaim",
    "mainline, put-before-relist, close-vs-reclaim",
    "mainline, mmput-in-srcu, close-vs-reclaim",
    "v5, '', close-vs-reclaim",
    "v5, '', last-page",
  })
  void bothGranularitiesAgree(String revision, String patch, String scenario) {
    Verdict lock = check(revision, patch, scenario, AS_FOUND);
    Verdict access = check(revision, patch, scenario, AS_FOUND.with(Granularity.ACCESS));
    assertThat(lock.complete()).isTrue();
    assertThat(access.complete()).isTrue();
    assertThat(keys(access)).isEqualTo(keys(lock));
    assertThat(access.statistics().states()).isGreaterThan(lock.statistics().states());
    assertThat(access.statistics().finalStates()).isEqualTo(lock.statistics().finalStates());
    assertThat(raceSites(access)).isEqualTo(raceSites(lock));
  }

  @ParameterizedTest
  @CsvSource({"mainline, no-isolation-ref, close-vs-reclaim", "v5, '', fault-vs-kill"})
  @Tag("nightly")
  void bothGranularitiesAgreeOnLargerOnes(String revision, String patch, String scenario) {
    bothGranularitiesAgree(revision, patch, scenario);
  }

  private static Set<String> raceSites(Verdict verdict) {
    return verdict.races().stream()
        .map(race -> race.variable() + ": " + race.first().stack() + " / " + race.second().stack())
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource({
    "mainline, '', close-vs-reclaim",
    "mainline, put-before-relist, close-vs-reclaim",
    "mainline, mmput-in-srcu, close-vs-reclaim",
  })
  void everyTraceOnItsOwnGivesTheSameVerdict(String revision, String patch, String scenario) {
    Verdict traces = check(revision, patch, scenario, QUICK.tracesOnly());
    assertThat(traces.complete()).isTrue();
    assertThat(keys(traces)).isEqualTo(keys(check(revision, patch, scenario, QUICK)));
  }

  @ParameterizedTest
  @CsvSource({
    "v5, '', last-page",
    "v5, '', fault-vs-kill",
    "mainline, put-before-relist, close-vs-reclaim",
    "mainline, mmput-in-srcu, close-vs-reclaim",
  })
  void aReplayedScheduleShowsTheSameViolation(String revision, String patch, String scenario) {
    for (Violation violation : check(revision, patch, scenario, QUICK).violations()) {
      Explorer.Replay replay =
          explorer(revision, patch, scenario, QUICK).replay(violation.schedule());
      List<String> keys = replay.findings().stream().map(Finding::key).toList();
      assertThat(keys).contains(violation.finding().key());
      assertThat(replay.trace()).isEqualTo(violation.trace());
    }
  }

  @Test
  void theRacesOfV5AreOnTheVictimsPage() {
    Verdict verdict = check("v5", "", "last-page", QUICK);
    assertThat(verdict.races()).isNotEmpty();
    assertThat(verdict.races())
        .allSatisfy(race -> assertThat(race.variable()).startsWith("page#0->"))
        .allSatisfy(
            race ->
                assertThat(race.first().stack().toString() + race.second().stack())
                    .contains("sgx_epc_oom"));
  }
}
