package epcheck.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import epcheck.explore.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedVerdictsTest {
  @Test
  void read() throws ScenarioException {
    String text =
        """
        - revision: v5
          scenario: last-page
          result: violated
          states: 400000
          violations: [wrong-victim@sgx_oom_encl]
        - revision: mainline
          patches: [mmput-in-srcu]
          scenario: close-vs-reclaim
          result: proved
          states: 400001
        """;
    assertThat(RecordedVerdicts.read("verdicts.yaml", text))
        .containsExactly(
            new RecordedVerdicts.Entry(
                "v5",
                List.of(),
                "last-page",
                Verdict.Result.VIOLATED,
                List.of("wrong-victim@sgx_oom_encl"),
                400_000),
            new RecordedVerdicts.Entry(
                "mainline",
                List.of("mmput-in-srcu"),
                "close-vs-reclaim",
                Verdict.Result.PROVED,
                List.of(),
                400_001));
  }

  @Test
  void hasHowManyStatesThereAreForEach() {
    assertThat(RecordedVerdicts.load())
        .allSatisfy(entry -> assertThat(entry.states()).isPositive())
        .anyMatch(RecordedVerdicts.Entry::slow)
        .anyMatch(entry -> !entry.slow());
  }

  @Test
  void mistakesAreToldAsInScenarios() {
    String text =
        """
        - revision: v7
          scenario: last-pag
          result: maybe
        - {revision: v5, scenario: last-page, result: violated, states: 1, patches: [none]}
        - {revision: v5, scenario: last-page, result: violated, states: 1, patches: [none]}
        - {revision: v5, result: proved, states: many}
        - proved
        """;
    ScenarioException e =
        catchThrowableOfType(
            ScenarioException.class, () -> RecordedVerdicts.read("verdicts.yaml", text));
    assertThat(e.mistakes().stream().map(m -> m.line() + " " + m.what()))
        .containsExactly(
            "1 the key 'states' is missing",
            "1 unknown revision 'v7'",
            "2 unknown scenario 'last-pag'",
            "3 unknown result 'maybe'",
            "4 an unknown patch",
            "5 a second verdict for the same case",
            "5 an unknown patch",
            "6 the key 'scenario' is missing",
            "6 states is 'many'",
            "7 a verdict is 'proved'");
  }
}
