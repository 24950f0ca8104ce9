package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.revision.Patch;
import epcheck.revision.V5Fixed;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * None of the fixes of v5-fixed can be left out. That they suffice is on record: each scenario is
 * proved with all of them.
 */
class V5FixedTest {
  /** For each fix a scenario that shows what it is for. */
  private static Map<String, String> shownBy() {
    Map<String, String> scenarios = new LinkedHashMap<>();
    scenarios.put("victim-owner-locked", "two-killers");
    scenarios.put("retest-mm-add", "fork-vs-worker");
    scenarios.put("isolated-not-empty", "fork-vs-worker");
    scenarios.put("retest-no-memory", "add-vs-kill");
    scenarios.put("reap-victims", "two-enclaves");
    scenarios.put("no-kill-at-limit", "fork-vs-worker");
    scenarios.put("no-futile-kill", "vepc-limit");
    scenarios.put("queue-ancestors", "parent-limit");
    scenarios.put("uncharge-after-free", "fault-vs-isolation");
    scenarios.put("failed-open-zaps", "split-vs-kill");
    scenarios.put("mm-add-put", "fork-without-memory");
    scenarios.put("remove-busy", "remove-vs-fault");
    scenarios.put("encl-read-before-write", "remove-vs-fault");
    scenarios.put("eaug-busy-nopage", "eaug-race");
    scenarios.put("poison-unmarked", "poison-vs-reclaim");
    scenarios.put("poison-not-relisted", "poison-vs-reclaim");
    scenarios.put("deferred-release", "close-on-many-cpus");
    scenarios.put("zombies-retried", "zombie");
    return scenarios;
  }

  @Test
  void everyFixIsTried() {
    assertThat(shownBy().keySet())
        .containsExactlyElementsOf(V5Fixed.fixes().stream().map(Patch::name).toList());
  }

  static Iterable<Map.Entry<String, String>> fixes() {
    return shownBy().entrySet();
  }

  @ParameterizedTest
  @MethodSource("fixes")
  void withoutItSomethingIsViolated(Map.Entry<String, String> fix) {
    ScenarioModel model =
        new ScenarioModel(ShippedScenarios.load(fix.getValue()), V5Fixed.without(fix.getKey()));
    assertThat(
            new Explorer(model, Options.DEFAULT.withoutMinimizing())
                .find(finding -> true, Progress.NONE)
                .violation())
        .as("a violation of %s without %s", fix.getValue(), fix.getKey())
        .isPresent();
  }
}
