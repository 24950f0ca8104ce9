package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.revision.Revisions;
import epcheck.scenario.Scenario.Call;
import epcheck.scenario.Scenario.Cgroup;
import epcheck.scenario.Scenario.Enclave;
import epcheck.scenario.Scenario.Page;
import epcheck.scenario.Scenario.PageRef;
import epcheck.scenario.Scenario.Proc;
import epcheck.scenario.Scenario.State;
import epcheck.scenario.Scenario.TaskSpec;
import epcheck.sgx.EpcCgroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the YAML form means. */
class ScenarioFileTest {
  private static Scenario read(String text) throws ScenarioException {
    return ScenarioFile.read("mine.yaml", text);
  }

  private static Page resident(int epc, String cgroup) {
    return new Page(State.RESIDENT, epc, cgroup, null);
  }

  private static Page swapped() {
    return new Page(State.SWAPPED, -1, null, null);
  }

  @Test
  void everythingThatCanBeSaid() throws ScenarioException {
    Scenario scenario =
        read(
            """
            name: mine
            title: all of it
            revisions: [v5]
            epc: 8
            free: [0, 7]
            cgroups:
              cg: {limit: 3}
              open: {}
              top: {limit: max}
            enclaves:
              A:
                cgroup: cg
                va: {epc: 3, cgroup: root}
                secs: 2
                pages:
                  - {state: isolated by ksgxd, epc: 5, cgroup: open}
              B:
                secs: swapped
                pages: [swapped]
              C:
                va: resident
                secs: {state: resident}
                pages: []
            processes:
              P: {cgroup: cg, maps: [A, B], opens: [A], present: [], young: [A/0]}
              Q: {maps: [C]}
              R: {opens: [B]}
            tasks:
              kworker/0:1: oom cg
              ksgxd: [reclaim, reclaim]
              P: {process: P, calls: [access B/0, close A, exit]}
              Q: {process: Q, calls: reclaim}
            """);
    assertThat(scenario)
        .isEqualTo(
            new Scenario(
                "mine",
                "all of it",
                List.of("v5"),
                8,
                List.of(
                    new Cgroup("cg", 3),
                    new Cgroup("open", EpcCgroup.UNLIMITED),
                    new Cgroup("top", EpcCgroup.UNLIMITED)),
                List.of(
                    new Enclave(
                        "A",
                        resident(2, "cg"),
                        resident(3, "root"),
                        List.of(new Page(State.ISOLATED, 5, "open", "ksgxd"))),
                    new Enclave("B", swapped(), resident(1, "root"), List.of(swapped())),
                    new Enclave("C", resident(4, "root"), resident(6, "root"), List.of())),
                List.of(
                    new Proc(
                        "P",
                        "cg",
                        List.of("A", "B"),
                        List.of("A"),
                        List.of(),
                        List.of(new PageRef("A", 0))),
                    new Proc("Q", "root", List.of("C"), List.of(), List.of(), List.of()),
                    new Proc("R", "root", List.of(), List.of("B"), List.of(), List.of())),
                List.of(
                    new TaskSpec("kworker/0:1", null, List.of(new Call.Oom("cg"))),
                    new TaskSpec("ksgxd", null, List.of(new Call.Reclaim(), new Call.Reclaim())),
                    new TaskSpec(
                        "P",
                        "P",
                        List.of(
                            new Call.Access(new PageRef("B", 0)),
                            new Call.Close("A"),
                            new Call.Exit())),
                    new TaskSpec("Q", "Q", List.of(new Call.Reclaim())))));
  }

  @Test
  void theLeastThatMustBeSaid() throws ScenarioException {
    Scenario scenario =
        read(
            """
            name: least
            epc: 3
            enclaves: {A: {pages: [resident]}}
            processes: {P: {maps: [A]}}
            tasks: {ksgxd: reclaim}
            """);
    assertThat(scenario.title()).isEmpty();
    assertThat(scenario.revisions()).isEmpty();
    assertThat(scenario.cgroups()).isEmpty();
    assertThat(scenario.enclaves())
        .containsExactly(
            new Enclave(
                "A", resident(0, "root"), resident(1, "root"), List.of(resident(2, "root"))));
  }

  @Test
  void aLimitMayBeBelowWhatIsCharged() throws ScenarioException {
    String text = ScenarioMistakesTest.GOOD.replace("limit: 3", "limit: 0");
    assertThat(read(text).cgroups()).containsExactly(new Cgroup("cg", 0));
  }

  @Test
  void aFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, ScenarioMistakesTest.GOOD);
    assertThat(ScenarioFile.read(file)).isEqualTo(read(ScenarioMistakesTest.GOOD));
  }

  /** The explorer takes as many threads as the loader does. */
  @Test
  void asManyTasksAsThereCanBe() throws ScenarioException {
    StringBuilder text = new StringBuilder(ScenarioMistakesTest.GOOD);
    for (int i = 0; i < 6; i++) {
      text.append("  k").append(i).append(": reclaim\n");
    }
    Scenario scenario = read(text.toString());
    assertThat(scenario.tasks()).hasSize(10);
    ScenarioModel model = new ScenarioModel(scenario, Revisions.named("v5").orElseThrow());
    Options options = Options.DEFAULT.withBudget(Duration.ofMillis(1));
    assertThat(new Explorer(model, options).run(Progress.NONE).complete()).isFalse();
  }
}
