package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Finding;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.revision.Revisions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What some execution must come to, and the driver's word for it. */
class SometimesTest {
  private static final String FAULT_VS_RECLAIM =
      """
      name: events
      epc: 3
      cgroups: {cg: {limit: 3}}
      enclaves:
        A: {cgroup: cg, pages: [resident, absent]}
        B: {created: false, pages: []}
      processes:
        P: {cgroup: cg, maps: [A], opens: [A, B]}
      tasks:
        P: {process: P, calls: [access A/0, exit]}
        ksgxd: [reclaim]
      sometimes: %s
      """;

  private static Verdict explore(String revision, String sometimes) throws ScenarioException {
    Scenario scenario = ScenarioFileTest.read(FAULT_VS_RECLAIM.formatted(sometimes));
    return new Explorer(
            new ScenarioModel(scenario, Revisions.named(revision).orElseThrow()), Options.DEFAULT)
        .run(Progress.NONE);
  }

  private static List<String> missed(Verdict verdict) {
    return verdict.violations().stream()
        .map(violation -> violation.finding())
        .filter(finding -> finding.oracle().equals("never-happened"))
        .map(Finding::text)
        .toList();
  }

  @Test
  void whatHappensIsReached() throws ScenarioException {
    Verdict verdict =
        explore(
            "mainline",
            "[evict A/0, evict-secs A, reload A/0, reload-secs A, refault, refault A, release A]");
    assertThat(verdict.reached())
        .containsExactlyInAnyOrder(
            "evict A/0",
            "evict-secs A",
            "reload A/0",
            "reload-secs A",
            "refault",
            "refault A",
            "release A");
    assertThat(verdict.result()).isEqualTo(Verdict.Result.PROVED);
  }

  @Test
  void whatDoesNotIsTold() throws ScenarioException {
    Verdict verdict = explore("mainline", "[evict A/0, evict A/1, reload-secs B, sigbus B]");
    assertThat(verdict.reached()).containsExactly("evict A/0");
    assertThat(missed(verdict))
        .containsExactly("in no interleaving does this happen: evict A/1; reload-secs B; sigbus B");
  }

  @Test
  void aKillIsAskedOnlyOfWhatCanKill() throws ScenarioException {
    assertThat(missed(explore("mainline", "[kill A]"))).isEmpty();
    assertThat(missed(explore("v5", "[kill A]"))).hasSize(1);
  }

  @Test
  void oneRevisionMayBeAskedForMore() throws ScenarioException {
    String sometimes = "{v5: [evict A/1], mainline: [evict A/0]}";
    assertThat(missed(explore("mainline", sometimes))).isEmpty();
    assertThat(missed(explore("v5", sometimes))).hasSize(1);
  }
}
