package epcheck.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import epcheck.explore.Verdict.Result;
import epcheck.report.Golden;
import epcheck.scenario.RecordedVerdicts.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The overview of a few verdicts that are made up, of scenarios and patches that there are. */
class OverviewTest {
  private static final List<Entry> RECORDED =
      List.of(
          violated("v5", List.of(), "last-page", 1_204, "wrong-victim@sgx_oom_encl", "lost-page@"),
          proved("v5-fixed", List.of(), "last-page", 2_000),
          proved("mainline", List.of(), "two-nodes", 300),
          violated("v5", List.of(), "two-nodes", 310, "lost-page@"),
          violated(
              "mainline",
              List.of("no-isolation-ref"),
              "two-nodes",
              30,
              "a@f",
              "b@g",
              "c@h",
              "livelock@access B/1, reclaim(b)",
              "e@f",
              "f@g"),
          violated("v5", List.of("no-isolation-ref"), "two-nodes", 31, "a@f"),
          proved("v5", List.of("failed-open-zaps", "mm-add-put"), "zombie", 5));

  private static final List<StressRun> STRESS =
      List.of(new StressRun(17, 93, 92, 9, 5, 159_110_639), new StressRun(25, 4, 4, 0, 0, 12));

  private static Entry violated(
      String revision, List<String> patches, String scenario, long states, String... keys) {
    return new Entry(revision, patches, scenario, Result.VIOLATED, List.of(keys), states);
  }

  private static Entry proved(String revision, List<String> patches, String scenario, long states) {
    return new Entry(revision, patches, scenario, Result.PROVED, List.of(), states);
  }

  private static OverviewPage page() {
    return new OverviewPage(Overview.of(RECORDED, STRESS));
  }

  @Test
  void isMarkdownToSend() {
    Golden.check("results-overview.md", page().markdown());
  }

  @Test
  void isAPageForABrowser() {
    Golden.check("results-overview.html", page().html());
  }

  @Test
  void isTheSameEachTime() {
    assertThat(page().markdown()).isEqualTo(page().markdown());
    assertThat(page().html()).isEqualTo(page().html());
  }

  @Test
  void needsNothingElse() {
    assertThat(page().html())
        .doesNotContainPattern("@import|url\\((?!#)|\\ssrc=|<link|<script")
        .contains("default-src 'none'");
  }

  @Test
  void countsAViolationOfARevisionOnce() {
    Overview overview = Overview.of(RECORDED, List.of());
    assertThat(overview.all()).isEqualTo(new Tally(7, 4, 3, 0, 8, "3,880"));
    assertThat(overview.revisions())
        .filteredOn(column -> column.name().equals("v5"))
        .extracting(Overview.Column::tally)
        .containsExactly(new Tally(2, 2, 0, 0, 2, "1,514"));
  }

  @Test
  void tellsForEachViolationWhereItIs() {
    Overview overview = Overview.of(RECORDED, List.of());
    assertThat(overview.found())
        .extracting(Overview.Found::name, found -> scenarios(found))
        .containsExactly(
            tuple("lost-page", List.of("last-page", "two-nodes")),
            tuple("wrong-victim in sgx_oom_encl()", List.of("last-page")));
  }

  private static List<String> scenarios(Overview.Found found) {
    return found.where().stream().map(Overview.Where::scenario).toList();
  }

  @Test
  void linksWhatIsViolatedToItsSchedulesAndWhatIsProvedToItsPage() {
    assertThat(Cell.of(RECORDED.get(5)))
        .isEqualTo(
            new Cell(
                "1",
                "violated",
                "counterexamples/v5+no-isolation-ref.two-nodes.txt",
                "pages/v5+no-isolation-ref.two-nodes.html"));
    assertThat(Cell.of(RECORDED.get(1)).target()).isEqualTo("pages/v5-fixed.last-page.html");
    assertThat(Cell.of(null)).isEqualTo(new Cell("-", "", "", ""));
  }
}
