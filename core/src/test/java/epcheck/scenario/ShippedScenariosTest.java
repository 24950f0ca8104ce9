package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.Scenario.Cgroup;
import epcheck.scenario.Scenario.Enclave;
import epcheck.scenario.Scenario.Page;
import epcheck.scenario.Scenario.Stage;
import epcheck.scenario.Scenario.State;
import epcheck.sgx.PageType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShippedScenariosTest {
  private static Page page(State state, int epc, String cgroup, String isolatedBy) {
    return new Page(state, epc, cgroup, isolatedBy, PageType.REG);
  }

  private static Page resident(int type, int epc, String cgroup) {
    return new Page(State.RESIDENT, epc, cgroup, null, type);
  }

  @Test
  void eachIsNamedAsItsFileAndSaysWhatItShows() {
    assertThat(ShippedScenarios.all())
        .extracting(Scenario::name)
        .isEqualTo(ShippedScenarios.names());
    for (Scenario scenario : ShippedScenarios.all()) {
      assertThat(scenario.title()).isNotEmpty().hasSizeLessThan(100);
      assertThat(ShippedScenarios.source(scenario.name())).startsWith("# ");
      assertThat(ShippedScenarios.source(scenario.name()).lines())
          .allMatch(line -> line.length() <= 110);
    }
  }

  @Test
  void eachRunsOnWhatItIsMeantFor() {
    Revision mainline = Revisions.named("mainline").orElseThrow();
    Revision v5 = Revisions.named("v5").orElseThrow();
    assertThat(ShippedScenarios.all()).allMatch(s -> Requirements.isMeantFor(s, v5));
    assertThat(ShippedScenarios.all())
        .filteredOn(s -> Requirements.isMeantFor(s, mainline))
        .extracting(Scenario::name)
        .contains("close-vs-reclaim", "two-reclaimers")
        .doesNotContain("last-page", "two-enclaves");
    assertThat(Requirements.unmet(ShippedScenarios.load("last-page"), v5)).isEmpty();
    assertThat(Requirements.unmet(ShippedScenarios.load("last-page"), mainline))
        .hasValue("scenario last-page calls the OOM killer, which revision mainline does not have");
  }

  @Test
  void lastPage() {
    Scenario scenario = ShippedScenarios.load("last-page");
    assertThat(scenario.epcPages()).containsExactly(5);
    assertThat(scenario.cgroups()).containsExactly(new Cgroup("cg", "root", 3));
    assertThat(scenario.enclaves())
        .containsExactly(
            new Enclave(
                "A",
                Stage.INITIALIZED,
                false,
                resident(PageType.SECS, 0, "cg"),
                List.of(resident(PageType.VA, 1, "root")),
                List.of(page(State.ISOLATED, 2, "cg", "ksgxd"))),
            new Enclave(
                "B",
                Stage.INITIALIZED,
                false,
                resident(PageType.SECS, 3, "root"),
                List.of(resident(PageType.VA, 4, "root")),
                List.of(page(State.SWAPPED, -1, null, null))));
    assertThat(scenario.tasks())
        .hasToString(
            "[TaskSpec[name=oom, process=null, calls=[oom cg]],"
                + " TaskSpec[name=ksgxd, process=null, calls=[reclaim]],"
                + " TaskSpec[name=Q, process=Q, calls=[access B/0]]]");
  }

  @Test
  void recordedVerdictsAreForWhatIsShipped() {
    List<RecordedVerdicts.Entry> recorded = RecordedVerdicts.load();
    for (Scenario scenario : ShippedScenarios.all()) {
      for (Revision revision : Revisions.all()) {
        boolean there =
            recorded.stream()
                .anyMatch(
                    entry ->
                        entry.revision().equals(revision.name())
                            && entry.patches().isEmpty()
                            && entry.scenario().equals(scenario.name()));
        assertThat(there)
            .as(revision.name() + " " + scenario.name())
            .isEqualTo(Requirements.isMeantFor(scenario, revision));
      }
    }
  }
}
