package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.oracle.Events;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.Scenario.Cgroup;
import epcheck.scenario.Scenario.Enclave;
import epcheck.scenario.Scenario.Page;
import epcheck.scenario.Scenario.PageRef;
import epcheck.scenario.Scenario.Proc;
import epcheck.scenario.Scenario.Sometimes;
import epcheck.scenario.Scenario.Stage;
import epcheck.scenario.Scenario.State;
import epcheck.scenario.Scenario.TaskSpec;
import epcheck.scenario.Scenario.Vepc;
import epcheck.scenario.Scenario.Watermarks;
import epcheck.sgx.EpcCgroup;
import epcheck.sgx.PageType;
import epcheck.sgx.VaPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the YAML form means. */
class ScenarioFileTest {
  static Scenario read(String text) throws ScenarioException {
    return ScenarioFile.read("mine.yaml", text);
  }

  private static Page secs(int epc, String cgroup) {
    return new Page(State.RESIDENT, epc, cgroup, null, PageType.SECS);
  }

  private static Page va(int epc, String cgroup) {
    return new Page(State.RESIDENT, epc, cgroup, null, PageType.VA);
  }

  private static Page resident(int epc, String cgroup) {
    return new Page(State.RESIDENT, epc, cgroup, null, PageType.REG);
  }

  private static Page out(State state, int type) {
    return new Page(state, -1, null, null, type);
  }

  /** A reader of the page has neither the Javadoc nor the source. */
  @Test
  void thePageOnScenariosHasOneThatRunsAndEveryWord() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "scenario.md"));
    String example = page.substring(page.indexOf("```yaml\n") + 8, page.lastIndexOf("```"));
    Scenario scenario = read(example);
    assertThat(scenario.tasks()).extracting(TaskSpec::name).containsExactly("P", "Q", "ksgxd");
    ScenarioModel model = new ScenarioModel(scenario, Revisions.named("v5").orElseThrow());
    Verdict verdict = new Explorer(model, Options.DEFAULT).run(Progress.NONE);
    assertThat(verdict.result()).isEqualTo(Verdict.Result.PROVED);
    assertThat(verdict.statistics().states()).isEqualTo(98_594);
    assertThat(page).contains("98,594").contains(Events.Kind.words()).contains(ScenarioReader.KEYS);
    assertThat(page).contains("A VA page has " + VaPage.SLOT_COUNT + " slots");
  }

  @Test
  void everythingThatCanBeSaid() throws ScenarioException {
    Scenario scenario = read(ScenarioMistakesTest.EVERYTHING);
    assertThat(scenario.name()).isEqualTo("mine");
    assertThat(scenario.title()).isEqualTo("all of it");
    assertThat(scenario.revisions()).containsExactly("v5");
    assertThat(scenario.epcPages()).containsExactly(10, 6);
    assertThat(scenario.watermarks()).isEqualTo(new Watermarks(1, 2));
    assertThat(scenario.cgroups())
        .containsExactly(
            new Cgroup("p", "root", 9),
            new Cgroup("c", "p", 3),
            new Cgroup("cc", "c", EpcCgroup.UNLIMITED),
            new Cgroup("d", "p", EpcCgroup.UNLIMITED),
            new Cgroup("q", "root", EpcCgroup.UNLIMITED));
    assertThat(scenario.enclaves())
        .containsExactly(
            new Enclave(
                "A",
                Stage.INITIALIZED,
                true,
                secs(2, "c"),
                List.of(va(3, "root"), va(1, "c")),
                List.of(
                    new Page(State.ISOLATED, 5, "d", "T", PageType.REG),
                    new Page(State.RESIDENT, 4, "c", null, PageType.TRIM),
                    out(State.ABSENT, PageType.REG))),
            new Enclave(
                "B",
                Stage.INITIALIZED,
                false,
                out(State.SWAPPED, PageType.SECS),
                List.of(va(6, "root")),
                List.of(out(State.SWAPPED, PageType.TCS))),
            new Enclave(
                "C",
                Stage.CREATED,
                false,
                secs(7, "root"),
                List.of(va(8, "root"), va(9, "root")),
                List.of(out(State.SWAPPED, PageType.REG), resident(10, "root"))),
            new Enclave(
                "D",
                Stage.OPENED,
                false,
                null,
                List.of(),
                List.of(out(State.ABSENT, PageType.REG))));
    assertThat(scenario.vepcs())
        .containsExactly(
            new Vepc("V", 2, List.of(11, -1), "p", null),
            new Vepc("W", 1, List.of(-1), "root", "V"));
    assertThat(scenario.processes())
        .containsExactly(
            new Proc(
                "P",
                "c",
                1,
                null,
                List.of("A"),
                List.of("A"),
                List.of(new PageRef("A", 0)),
                List.of(new PageRef("A", 1))),
            new Proc(
                "Q",
                "root",
                0,
                null,
                List.of("C", "V"),
                List.of("B", "C", "D"),
                List.of(),
                List.of()),
            new Proc("R", "root", 0, "P", List.of(), List.of(), List.of(), List.of()));
    assertThat(scenario.tasks()).extracting(TaskSpec::name).containsExactly("T", "P", "Q", "R");
    assertThat(scenario.tasks()).extracting(TaskSpec::process).containsExactly(null, "P", "Q", "R");
    assertThat(scenario.tasks().get(1).calls()).hasToString("[access A/2, fork R]");
    assertThat(scenario.sometimes())
        .containsExactly(
            new Sometimes("kill A", Events.Kind.KILL, List.of("v5")),
            new Sometimes("sigbus", Events.Kind.SIGBUS, List.of("v5")),
            new Sometimes("evict A/0", Events.Kind.EVICT, List.of("mainline")));
  }

  /** Of each call that there is; the rest of the file makes it possible. */
  @ParameterizedTest
  @EnumSource(Verb.class)
  void everyCall(Verb verb) throws ScenarioException {
    List<Call> calls =
        read(EveryCall.of(verb)).tasks().stream()
            .flatMap(task -> task.calls().stream())
            .filter(call -> call.verb() == verb)
            .toList();
    assertThat(calls.stream().map(Call::toString).collect(Collectors.joining(", ")))
        .isEqualTo(EveryCall.expected(verb));
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void everyCallCanBeMade(Verb verb) throws ScenarioException {
    Scenario scenario = read(EveryCall.of(verb));
    for (Revision revision : Revisions.all()) {
      if (Requirements.unmet(scenario, revision).isEmpty()) {
        Options options = Options.DEFAULT.withBudget(Duration.ofSeconds(1));
        new Explorer(new ScenarioModel(scenario, revision), options).run(Progress.NONE);
      }
    }
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
    assertThat(scenario.watermarks()).isNull();
    assertThat(scenario.vepcs()).isEmpty();
    assertThat(scenario.sometimes()).isEmpty();
    assertThat(scenario.enclaves())
        .containsExactly(
            new Enclave(
                "A",
                Stage.INITIALIZED,
                false,
                secs(0, "root"),
                List.of(va(1, "root")),
                List.of(resident(2, "root"))));
  }

  /** SECS and pages need a slot each, and the kernel gets a VA page ahead of the next one. */
  @Test
  void asManyVaPagesAsTheKernelHas() throws ScenarioException {
    assertThat(vaPages("[]")).isEqualTo(1);
    assertThat(vaPages("[resident]")).isEqualTo(1);
    assertThat(vaPages("[resident, resident]")).isEqualTo(2);
    assertThat(vaPages("[swapped, swapped, swapped]")).isEqualTo(2);
    assertThat(vaPages("[resident, absent, absent]")).isEqualTo(1);
    assertThat(vaPages("[resident, swapped, trimmed, resident]")).isEqualTo(3);
  }

  private static int vaPages(String pages) throws ScenarioException {
    String text =
        """
        name: least
        epc: 12
        enclaves: {A: {pages: %s}}
        processes: {P: {maps: [A]}}
        tasks: {ksgxd: reclaim}
        """;
    return read(text.formatted(pages)).enclaves().get(0).va().size();
  }

  @Test
  void aLimitMayBeBelowWhatIsCharged() throws ScenarioException {
    String text = ScenarioMistakesTest.GOOD.replace("limit: 3", "limit: 0");
    assertThat(read(text).cgroups()).containsExactly(new Cgroup("cg", "root", 0));
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
    int more = Explorer.MAX_TASKS - 4 - Demand.kworkers(read(ScenarioMistakesTest.GOOD));
    for (int i = 0; i < more; i++) {
      text.append("  k").append(i).append(": reclaim\n");
    }
    Scenario scenario = read(text.toString());
    assertThat(scenario.tasks()).hasSize(4 + more);
    ScenarioModel model = new ScenarioModel(scenario, Revisions.named("v5").orElseThrow());
    Options options = Options.DEFAULT.withBudget(Duration.ofMillis(1));
    assertThat(new Explorer(model, options).run(Progress.NONE).complete()).isFalse();
  }
}
