package epcheck.revision;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Result;
import epcheck.scenario.Scenario;
import epcheck.scenario.ScenarioException;
import epcheck.scenario.ScenarioFile;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each revision is known for. Each case is as small as it can be; the names A1 to A6 are those
 * of what was wrong with v2 and fixed in v3.
 */
class RevisionsTest {
  private static final Options QUICK = Options.DEFAULT.withBudget(Duration.ofMinutes(2));

  private static final String MMAP =
      """
      name: mmap
      title: an OOM kill, a reclaimer and mprotect
      epc: 3
      cgroups: {cg: {limit: 3}}
      enclaves: {A: {cgroup: cg, pages: [resident]}}
      processes: {P: {cgroup: cg, maps: [A], opens: [A]}}
      tasks:
        oom: [oom cg]
        ksgxd: [reclaim]
        P: {process: P, calls: [mprotect A r]}
      """;

  private static final String CREATE =
      """
      name: create
      title: an OOM kill of an enclave that is being created
      epc: 2
      cgroups: {cg: {limit: 2}}
      enclaves: {A: {cgroup: cg, created: false, pages: [absent]}}
      processes: {P: {cgroup: cg, opens: [A]}}
      tasks:
        oom: [oom cg]
        P: {process: P, calls: [create A, exit]}
      """;

  private static final String ADD =
      """
      name: add
      title: an OOM kill of an enclave to which a page is added
      epc: 5
      cgroups: {cg: {limit: 5}}
      enclaves: {A: {cgroup: cg, initialized: false, pages: [resident, absent]}}
      processes: {P: {cgroup: cg, opens: [A]}}
      tasks:
        oom: [oom cg]
        P: {process: P, calls: [add A/1, exit]}
      """;

  /** The second access is there for the size of the model: each one may add the page once. */
  private static final String FAULT =
      """
      name: fault
      title: an OOM kill and page faults
      epc: 6
      cgroups: {cg: {limit: 6}}
      enclaves: {A: {cgroup: cg, pages: [resident, resident, absent]}}
      processes: {P: {cgroup: cg, maps: [A], opens: [A]}}
      tasks:
        oom: [oom cg]
        P: {process: P, calls: [access A/2, access A/2]}
      """;

  private static final String GUEST =
      """
      name: guest
      title: a limit is lowered below what a virtual machine holds
      epc: 2
      cgroups: {cg: {limit: 2}}
      vepc: {V: {cgroup: cg, pages: 2, resident: [0, 1]}}
      processes: {P: {cgroup: cg}}
      tasks:
        admin: [max cg 1]
      """;

  private static final String CHARGE =
      """
      name: charge
      title: a page of one cgroup goes to another
      epc: 5
      cgroups: {cg: {limit: 3}}
      enclaves:
        A: {cgroup: cg, pages: [resident]}
        B: {pages: [swapped]}
      processes:
        P: {cgroup: cg, opens: [A]}
        Q: {maps: [B], opens: [B]}
      tasks:
        P: {process: P, calls: [exit]}
        Q: {process: Q, calls: [access B/0]}
      """;

  private static final String EAUG =
      """
      name: eaug
      title: a page that EAUG makes, and a reclaimer
      epc: 8
      cgroups: {cg: {limit: 8}}
      enclaves: {A: {cgroup: cg, pages: [resident, resident, absent]}}
      processes: {P: {cgroup: cg, maps: [A], opens: [A]}}
      tasks:
        P: {process: P, calls: [access A/2]}
        ksgxd: [reclaim]
      """;

  private static Verdict check(Revision revision, Scenario scenario) {
    return new Explorer(new ScenarioModel(scenario, revision), QUICK).run(Progress.NONE);
  }

  private static Verdict check(String revision, String text) throws ScenarioException {
    return check(Revisions.named(revision).orElseThrow(), ScenarioFile.read("test.yaml", text));
  }

  private static Set<String> keys(Verdict verdict) {
    return verdict.violations().stream().map(v -> v.finding().key()).collect(Collectors.toSet());
  }

  @Test
  void v2KillsUnderTheLockThatTheOthersWaitFor() throws ScenarioException {
    Verdict verdict = check("v2", MMAP);
    assertThat(keys(verdict))
        // A1
        .anyMatch(key -> key.startsWith("deadlock@"))
        // A2, in the place of which a random VA page would be written to
        .contains("no-va-slot@sgx_encl_ewb")
        // A3
        .contains("lost-page@");
  }

  @Test
  void v2MarksAnEnclaveThatIsNotCreatedAndThenForgetsToFreeIt() throws ScenarioException {
    assertThat(keys(check("v2", CREATE))).containsExactly("lost-page@");
  }

  @Test
  void v2EmptiesAnEnclaveUnderAnIoctlAndUnderAFault() throws ScenarioException {
    assertThat(keys(check("v2", ADD))).containsExactly("null-dereference@__eadd");
    assertThat(keys(check("v2", FAULT))).contains("null-dereference@__eaug");
  }

  @Test
  void v2WaitsForEverInAWriteToMiscMax() throws ScenarioException {
    assertThat(keys(check("v2", GUEST))).containsExactly("livelock@write(cg/misc.max)");
  }

  @Test
  void v2UnchargesAPageThatIsSomebodyElses() throws ScenarioException {
    assertThat(keys(check("v2", CHARGE))).contains("lost-charge@");
  }

  @Test
  void v2DoesNotKnowThePagesOfSgx2() throws ScenarioException {
    assertThat(keys(check("v2", EAUG)))
        .contains("warn-on@sgx_isolate_epc_pages", "null-dereference@__eaug");
  }

  @ParameterizedTest
  @CsvSource({"v3", "v5", "enclave-list"})
  void laterOnesDoNoneOfThis(String revision) throws ScenarioException {
    for (String text : new String[] {MMAP, CREATE, ADD, GUEST, CHARGE, EAUG}) {
      Verdict verdict = check(revision, text);
      assertThat(verdict.result()).as(text).isEqualTo(Result.PROVED);
    }
  }

  @ParameterizedTest
  @CsvSource({"GUEST", "CHARGE", "EAUG"})
  void v6HasNothingThatKills(String name) throws ScenarioException {
    String text = name.equals("GUEST") ? GUEST : name.equals("CHARGE") ? CHARGE : EAUG;
    assertThat(check("v6", text).result()).isEqualTo(Result.PROVED);
  }

  @Test
  void v3IsV5ByOtherNames() {
    Scenario lastPage = ShippedScenarios.load("last-page");
    assertThat(keys(check(new V3(), lastPage))).isEqualTo(keys(check(new V5(), lastPage)));
  }

  @Test
  void aListOfEnclavesLeavesNoPageToLookAtAgainButAsMuchToAFault() {
    Revision enclaveList = new EnclaveList();
    assertThat(check(enclaveList, ShippedScenarios.load("last-page")).result())
        .isEqualTo(Result.PROVED);
    assertThat(keys(check(enclaveList, ShippedScenarios.load("fault-vs-kill"))))
        .containsExactly("stale-pte@sgx_free_epc_page");
  }
}
