package epcheck.revision;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Result;
import epcheck.scenario.ScenarioException;
import epcheck.scenario.ScenarioFile;
import epcheck.scenario.ScenarioModel;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What fixes of v5 are for beyond the scenarios in which their bugs were found. */
class FixesTest {
  private static final Options QUICK = Options.DEFAULT.withBudget(Duration.ofMinutes(2));

  private static final String SPLIT =
      """
      name: split
      title: a killed enclave's VMA is split, and its pages are reclaimed
      epc: 5
      cgroups: {cg: {limit: 5}}
      enclaves: {A: {cgroup: cg, pages: [resident, resident]}}
      processes: {P: {cgroup: cg, maps: [A], opens: [A], present: [A/1]}}
      tasks:
        P: {process: P, calls: [munmap A/0]}
        oom: [oom cg, reclaim]
      """;

  private static final String ADD =
      """
      name: add
      title: a page is added while a reclaimer has the only one that can be reclaimed
      epc: 5
      cgroups: {cg: {limit: 5}}
      enclaves:
        A: {cgroup: cg, pages: [resident]}
        B: {cgroup: cg, initialized: false, pages: [absent]}
      processes:
        P: {cgroup: cg, maps: [A], opens: [A]}
        Q: {cgroup: cg, opens: [B]}
      tasks:
        Q: {process: Q, calls: [add B/0]}
        ksgxd: [reclaim]
      rules: [spurious-enomem]
      """;

  /** The page with the given number: the SECS page, the VA page, and the other one. */
  private static final String POISON =
      """
      name: poison
      title: a memory failure of a page of an enclave that goes
      epc: 3
      cgroups: {cg: {limit: 3}}
      enclaves: {A: {cgroup: cg, pages: [resident]}}
      processes: {P: {cgroup: cg, maps: [A], opens: [A]}}
      tasks:
        mce: [memory-failure 0, memory-failure 1, memory-failure 2]
        P: {process: P, calls: [exit]}
      """;

  private static Verdict check(String text, String... patches) throws ScenarioException {
    Revision revision = new V5();
    for (String patch : patches) {
      revision = Revisions.patchNamed(patch).orElseThrow().on(revision);
    }
    ScenarioModel model = new ScenarioModel(ScenarioFile.read("test.yaml", text), revision);
    return new Explorer(model, QUICK).run(Progress.NONE);
  }

  private static Set<String> keys(Verdict verdict) {
    return verdict.violations().stream().map(v -> v.finding().key()).collect(Collectors.toSet());
  }

  @Test
  void theHalfOfASplitThatHasNoEnclaveHasNoPteEither() throws ScenarioException {
    assertThat(keys(check(SPLIT))).containsExactly("stale-pte@sgx_free_epc_page");
    assertThat(check(SPLIT, "failed-open-zaps").result()).isEqualTo(Result.PROVED);
  }

  @Test
  void whoMayReclaimWaitsForWhatIsIsolated() throws ScenarioException {
    assertThat(keys(check(ADD))).contains("spurious-enomem@__sgx_epc_cgroup_try_charge");
    assertThat(check(ADD, "isolated-not-empty", "uncharge-after-free").result())
        .isEqualTo(Result.PROVED);
  }

  @Test
  void aPoisonedPageIsUnlinkedOnceWhereverItIs() throws ScenarioException {
    assertThat(check(POISON, "poison-unmarked", "poison-not-relisted").result())
        .isEqualTo(Result.PROVED);
  }
}
