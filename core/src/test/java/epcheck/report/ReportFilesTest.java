package epcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.kernel.Model;
import epcheck.report.toy.CloseVsReclaim;
import epcheck.report.toy.LostUpdate;
import epcheck.report.toy.OomUnderLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table and the JSON report, against golden files. */
class ReportFilesTest {
  private static Checked check(String scenario, Model model, String... patches) {
    Verdict verdict = new Explorer(model, Options.DEFAULT).run(Progress.NONE);
    return new Checked(
        new Case("v5", List.of(patches), scenario, Granularity.LOCK), verdict, true, false);
  }

  @Test
  void theTableSaysWhatDiffers() {
    Checked proved = check("close-vs-reclaim", new CloseVsReclaim(true));
    Checked freed = check("close-vs-reclaim", new CloseVsReclaim(false), "no-isolation-ref");
    Checked locked =
        check("oom-under-lock", new OomUnderLock(), "put-before-relist", "mmput-in-srcu");
    Checked lost = check("lost-update", new LostUpdate(true));
    Checked stopped =
        new Checked(
            new Case("enclave-list", List.of(), "a-name-that-is-too-long.yaml", Granularity.LOCK),
            Verdict.unfinished(
                "the budget of 60.0 s ran out",
                new Verdict.Statistics(1_234_567_890, 1, 1, 1, 1, 754)),
            true,
            false);
    Case broken = new Case("v5", List.of(), "broken.yaml", Granularity.LOCK);
    VerdictTable table =
        new VerdictTable(
            List.of(
                proved.what(), freed.what(), locked.what(), lost.what(), stopped.what(), broken),
            true,
            ConsoleReport.WIDTH,
            Paint.PLAIN);
    List<String> lines = new ArrayList<>(table.header());
    lines.addAll(table.row(proved, new VerdictTable.Expected(Verdict.Result.PROVED, Set.of(), 0)));
    lines.addAll(
        table.row(
            freed,
            new VerdictTable.Expected(
                Verdict.Result.VIOLATED,
                Set.of("held-lock-freed@sgx_encl_release", "use-after-free@sgx_reclaimer_write"),
                0)));
    lines.addAll(table.row(locked, new VerdictTable.Expected(Verdict.Result.PROVED, Set.of(), 0)));
    lines.addAll(
        table.row(
            lost,
            new VerdictTable.Expected(Verdict.Result.VIOLATED, Set.of("lost-flag@", "gone@f"), 0)));
    lines.addAll(table.row(stopped, null));
    lines.addAll(table.failed(broken, "the model hangs: task victim, close(fd), step 3"));
    Golden.check("table.golden", Golden.withoutFigures(String.join("\n", lines) + "\n"));
  }

  @Test
  void anotherNumberOfStatesDiffersToo() {
    Checked proved = check("close-vs-reclaim", new CloseVsReclaim(true));
    long states = proved.verdict().statistics().states();
    VerdictTable table =
        new VerdictTable(List.of(proved.what()), true, ConsoleReport.WIDTH, Paint.PLAIN);
    assertThat(table.row(proved, proved(states))).singleElement().asString().endsWith("the same");
    assertThat(table.row(proved, proved(120_601)))
        .hasSize(2)
        .contains("    states: 120,601 recorded")
        .first()
        .asString()
        .contains("PROVED ")
        .endsWith("DIFFERS");
  }

  @Test
  void statesAreComparedOnlyWhereTheyAreCountedAlike() {
    Checked proved = check("close-vs-reclaim", new CloseVsReclaim(true));
    Verdict verdict = proved.verdict();
    Case coarse = proved.what();
    Case fine = new Case("v5", List.of(), "close-vs-reclaim", Granularity.ACCESS);
    VerdictTable.Expected other = proved(verdict.statistics().states() + 1);
    assertThat(other.matches(proved)).isFalse();
    assertThat(other.matches(new Checked(fine, verdict, true, false))).isTrue();
    assertThat(other.matches(new Checked(coarse, verdict, false, false))).isTrue();
    assertThat(proved(0).matches(proved)).isTrue();
    Verdict stopped = Verdict.unfinished("the budget ran out", verdict.statistics());
    assertThat(
            new VerdictTable.Expected(Verdict.Result.INCONCLUSIVE, Set.of(), 7)
                .matches(new Checked(coarse, stopped, true, false)))
        .isTrue();
  }

  private static VerdictTable.Expected proved(long states) {
    return new VerdictTable.Expected(Verdict.Result.PROVED, Set.of(), states);
  }

  @Test
  void theJsonReportHasTheLockOrderAndItsCycles() throws Exception {
    JsonReport report = new JsonReport();
    report.add(check("oom-under-lock", new OomUnderLock()));
    JsonNode verdict = new ObjectMapper().readTree(report.text()).get("verdicts").get(0);
    assertThat(verdict.get("lockOrder")).hasSize(3);
    JsonNode deadlock = verdict.get("violations").get(0);
    JsonNode order = verdict.get("violations").get(1);
    assertThat(deadlock.has("cycle")).isFalse();
    JsonNode cycle = order.get("cycle");
    assertThat(cycle.get("locks").toString())
        .isEqualTo("[\"enclave->lock\",\"enclave->srcu\",\"mm->mmap_lock\"]");
    JsonNode closing = cycle.get("edges").get(cycle.get("closing").asInt());
    assertThat(closing.get("acquired").get("use").asText()).isEqualTo("synchronize");
    assertThat(closing.get("held").get("stack").toString()).isEqualTo("[\"sgx_epc_oom\"]");
  }

  @Test
  void theJsonReportKeepsItsForm() throws Exception {
    JsonReport report = new JsonReport();
    Checked lost = check("lost-update", new LostUpdate(true));
    report.add(lost);
    report.addFailed(
        new Case("v5", List.of("p"), "broken.yaml", Granularity.ACCESS), "what is wrong");
    Golden.check("report.json", Golden.withoutFigures(report.text()));
    JsonNode first = new ObjectMapper().readTree(report.text()).get("verdicts").get(0);
    assertThat(first.get("verdict").asText()).isEqualTo("violated");
    assertThat(first.get("complete").asBoolean()).isTrue();
    String token = first.get("violations").get(0).get("token").asText();
    assertThat(Token.parse(token).schedule())
        .isEqualTo(lost.verdict().violations().get(0).schedule());
    assertThat(Token.findAll(report.text())).containsExactly(token);
  }
}
