package epcheck.ci;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Granularity;
import epcheck.report.Case;
import epcheck.report.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What GitHub Actions shows. */
class GithubTest {
  @Test
  void annotationsKeepTheirForm() {
    GithubAnnotations annotations = new GithubAnnotations(Verdicts.PLACES);
    List<String> lines = new ArrayList<>();
    List.of(
            Verdicts.proved(),
            Verdicts.violated(),
            Verdicts.cycle(),
            Verdicts.inconclusive(),
            Verdicts.raced(false),
            Verdicts.raced(true))
        .forEach(checked -> lines.addAll(annotations.lines(checked)));
    assertThat(lines).allMatch(line -> line.matches("::(error|warning) .*::.*"));
    Golden.check("github-annotations.txt", String.join("\n", lines) + "\n");
  }

  @Test
  void whatWouldEndAPartIsEscaped() {
    GithubAnnotations annotations =
        new GithubAnnotations(
            new Verdicts.FixedPlaces(Map.of("sgx_oom_encl", new Place("a,b:c%.java", 3))));
    Case what = new Case("v5", List.of("a"), "50%,x::y.yaml", Granularity.LOCK);
    assertThat(annotations.failed(what, "100%: one,\r\ntwo::"))
        .isEqualTo(
            "::error title=v5 + a / 50%25%2Cx%3A%3Ay.yaml%3A cannot be explored"
                + "::100%25: one,%0D%0Atwo::");
    assertThat(annotations.lines(Verdicts.violated()).get(0))
        .startsWith("::error file=a%2Cb%3Ac%25.java,line=3,title=v5 + put-before-relist / ");
  }

  @Test
  void theSummaryIsATable() {
    String text = Verdicts.addedTo(new JobSummary()).text();
    Golden.check("github-summary.md", text);
    assertThat(text.lines().filter(line -> line.startsWith("|")))
        .hasSize(8)
        .allMatch(line -> line.replace("\\|", "").chars().filter(c -> c == '|').count() == 7);
  }
}
