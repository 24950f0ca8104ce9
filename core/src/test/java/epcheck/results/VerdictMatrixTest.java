package epcheck.results;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Verdict.Result;
import epcheck.scenario.RecordedVerdicts;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictMatrixTest {
  private static RecordedVerdicts.Entry entry(
      String revision, List<String> patches, String scenario, Result result, String... rules) {
    return new RecordedVerdicts.Entry(revision, patches, scenario, result, List.of(rules), 0);
  }

  @Test
  void isATableOfScenariosByRevisionsWithoutPatches() {
    List<RecordedVerdicts.Entry> recorded =
        List.of(
            entry("v5", List.of(), "last-page", Result.VIOLATED, "a@f", "b@g"),
            entry("mainline", List.of(), "close-vs-reclaim", Result.PROVED),
            entry("v5", List.of("fix"), "close-vs-reclaim", Result.VIOLATED, "a@f"));
    assertThat(new VerdictMatrix(recorded, List.of("mainline", "v5")).lines())
        .startsWith(
            "                  mainline      v5",
            "last-page                -       2",
            "close-vs-reclaim    proved       -",
            "");
  }
}
