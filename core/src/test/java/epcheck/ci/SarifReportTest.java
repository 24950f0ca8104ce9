package epcheck.ci;

import static org.assertj.core.api.Assertions.assertThat;

import com.contrastsecurity.sarif.ReportingDescriptor;
import com.contrastsecurity.sarif.Result;
import com.contrastsecurity.sarif.Run;
import com.contrastsecurity.sarif.SarifSchema210;
import com.contrastsecurity.sarif.ThreadFlow;
import com.contrastsecurity.sarif.ThreadFlowLocation;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import epcheck.explore.Verdict;
import epcheck.report.Checked;
import epcheck.report.Golden;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SarifReportTest {
  private static final Map<String, String> RULES =
      Map.of(
          "wrong-victim",
          "the enclave that is killed is the one that was chosen",
          "lock-order",
          "locks are taken in one order (lockdep)",
          "data-race",
          "no plain access races with another access (KCSAN)");

  private static SarifReport report() {
    return new SarifReport(RULES, Verdicts.PLACES);
  }

  private static Run read(SarifReport report) throws Exception {
    return new ObjectMapper().readValue(report.text(), SarifSchema210.class).getRuns().get(0);
  }

  private static Result of(Checked checked) throws Exception {
    SarifReport report = report();
    report.add(checked);
    return read(report).getResults().get(0);
  }

  @Test
  void keepsItsForm() {
    Golden.check("sarif.json", Verdicts.addedTo(report()).text());
  }

  @Test
  void isValidSarif() throws Exception {
    try (InputStream in =
        SarifSchema210.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(in);
      ObjectMapper mapper = new ObjectMapper();
      assertThat(schema.validate(mapper.readTree(Verdicts.addedTo(report()).text()))).isEmpty();
      assertThat(schema.validate(mapper.readTree(report().text()))).isEmpty();
    }
  }

  @Test
  void aViolationIsAtTheMethodOfItsFunction() throws Exception {
    Result result = of(Verdicts.violated());
    assertThat(result.getLevel()).isEqualTo(Result.Level.ERROR);
    var place = result.getLocations().get(0).getPhysicalLocation();
    assertThat(place.getArtifactLocation().getUri())
        .isEqualTo("core/src/main/java/epcheck/sgx/OomKiller.java");
    assertThat(place.getArtifactLocation().getUriBaseId()).isEqualTo("SRCROOT");
    assertThat(place.getRegion().getStartLine()).isEqualTo(77);
  }

  @Test
  void whatIsInNoMethodIsAtTheScenario() throws Exception {
    assertThat(
            of(Verdicts.cycle())
                .getLocations()
                .get(0)
                .getPhysicalLocation()
                .getArtifactLocation()
                .getUri())
        .isEqualTo("scenarios/oom-vs-mmap.yaml");
  }

  @Test
  void aRuleSaysWhatItDemands() throws Exception {
    Run run = read(Verdicts.addedTo(report()));
    List<ReportingDescriptor> rules = List.copyOf(run.getTool().getDriver().getRules());
    for (Result result : run.getResults()) {
      assertThat(rules.get(result.getRuleIndex()).getId()).isEqualTo(result.getRuleId());
    }
    assertThat(rules)
        .filteredOn(rule -> rule.getId().equals("wrong-victim"))
        .extracting(rule -> rule.getShortDescription().getText())
        .containsExactly("the enclave that is killed is the one that was chosen");
  }

  @Test
  void theStepsOfAllThreadsAreTheSchedule() throws Exception {
    Checked checked = Verdicts.violated();
    Verdict.Violation violation = checked.verdict().violations().get(0);
    List<ThreadFlow> threads = of(checked).getCodeFlows().get(0).getThreadFlows();
    assertThat(threads).extracting(ThreadFlow::getId).doesNotHaveDuplicates().hasSize(2);
    assertThat(threads)
        .flatExtracting(ThreadFlow::getLocations)
        .extracting(ThreadFlowLocation::getExecutionOrder)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, violation.steps()).boxed().toList());
    for (ThreadFlow thread : threads) {
      assertThat(thread.getLocations())
          .extracting(ThreadFlowLocation::getExecutionOrder)
          .isSorted();
    }
  }

  @Test
  void aFingerprintOutlivesAChangeOfTheCode() throws Exception {
    SarifReport moved =
        new SarifReport(
            RULES, new Verdicts.FixedPlaces(Map.of("sgx_oom_encl", new Place("Other.java", 1))));
    moved.add(Verdicts.violated());
    assertThat(read(moved).getResults().get(0).getPartialFingerprints())
        .isEqualTo(of(Verdicts.violated()).getPartialFingerprints());
    assertThat(read(Verdicts.addedTo(report())).getResults())
        .extracting(Result::getPartialFingerprints)
        .doesNotHaveDuplicates();
  }

  @Test
  void aRaceIsANoteUnlessItCounts() throws Exception {
    assertThat(of(Verdicts.raced(false)).getLevel()).isEqualTo(Result.Level.NOTE);
    Result counted = of(Verdicts.raced(true));
    assertThat(counted.getLevel()).isEqualTo(Result.Level.ERROR);
    assertThat(counted.getRelatedLocations()).hasSize(2);
  }

  @Test
  void whatIsNotAboutTheCodeIsANotification() throws Exception {
    SarifReport inconclusive = report();
    inconclusive.add(Verdicts.inconclusive());
    var invocation = read(inconclusive).getInvocations().get(0);
    assertThat(read(inconclusive).getResults()).isEmpty();
    assertThat(invocation.getExecutionSuccessful()).isTrue();
    assertThat(invocation.getToolExecutionNotifications())
        .extracting(n -> n.getMessage().getText())
        .containsExactly("v5 / two-killers: inconclusive: the budget of 60.0 s ran out");
    assertThat(read(Verdicts.addedTo(report())).getInvocations().get(0).getExecutionSuccessful())
        .isFalse();
  }
}
