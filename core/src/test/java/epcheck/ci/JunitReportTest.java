package epcheck.ci;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Granularity;
import epcheck.report.Case;
import epcheck.report.Golden;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junit.jupiter.api.Test;

class JunitReportTest {
  private static List<ReportTestSuite> read(String xml) throws Exception {
    byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
    return new TestSuiteXmlParser(new NullConsoleLogger())
        .parse(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8));
  }

  private static ReportTestCase test(ReportTestSuite suite, String name) {
    return suite.getTestCases().stream()
        .filter(test -> test.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void keepsItsForm() {
    Golden.check("junit.xml", Verdicts.addedTo(new JunitReport()).text());
  }

  @Test
  void aDriverIsASuiteAndAScenarioATest() throws Exception {
    List<ReportTestSuite> suites = read(Verdicts.addedTo(new JunitReport()).text());
    assertThat(suites).hasSize(2);
    ReportTestSuite v5 = suites.get(0);
    assertThat(v5.getNumberOfTests()).isEqualTo(5);
    assertThat(v5.getNumberOfFailures()).isEqualTo(1);
    assertThat(v5.getNumberOfErrors()).isEqualTo(2);
    assertThat(v5.getNumberOfSkipped()).isZero();
    assertThat(v5.getTestCases())
        .extracting(ReportTestCase::getName)
        .containsExactly(
            "close-vs-reclaim", "oom-vs-mmap", "two-killers", "race.yaml", "broken.yaml");
    assertThat(v5.getTestCases()).allMatch(test -> test.getFullClassName().equals("epcheck.v5"));
    assertThat(test(v5, "oom-vs-mmap").getTime()).isEqualTo(1.5f);
    assertThat(suites.get(1).getTestCases().get(0).getFullClassName())
        .isEqualTo("epcheck.v5 + put-before-relist");
  }

  @Test
  void allViolationsAreOneFailure() throws Exception {
    ReportTestSuite suite = read(Verdicts.addedTo(new JunitReport()).text()).get(1);
    ReportTestCase test = test(suite, "last-page");
    assertThat(test.hasFailure()).isTrue();
    assertThat(test.getFailureMessage())
        .startsWith("2 violations: ")
        .contains("null-dereference in sgx_oom_encl()", "wrong-victim in sgx_oom_encl()");
    assertThat(test.getFailureDetail()).contains("---- preemption", "epcheck replay v5+put");
  }

  @Test
  void whatIsNotProvedIsNotGreen() throws Exception {
    ReportTestSuite suite = read(Verdicts.addedTo(new JunitReport()).text()).get(0);
    ReportTestCase inconclusive = test(suite, "two-killers");
    assertThat(inconclusive.hasError()).isTrue();
    assertThat(inconclusive.getFailureType()).isEqualTo("inconclusive");
    assertThat(inconclusive.getFailureMessage()).isEqualTo("the budget of 60.0 s ran out");
    ReportTestCase broken = test(suite, "broken.yaml");
    assertThat(broken.hasError()).isTrue();
    assertThat(broken.getFailureType()).isEqualTo("error");
    assertThat(test(suite, "race.yaml").isSuccessful()).isTrue();
  }

  @Test
  void aRaceThatCountsIsAFailure() throws Exception {
    JunitReport report = new JunitReport();
    report.add(Verdicts.raced(true));
    ReportTestCase test = test(read(report.text()).get(0), "race.yaml");
    assertThat(test.getFailureType()).isEqualTo("data-race");
    assertThat(test.getFailureMessage()).isEqualTo("1 data race");
  }

  @Test
  void anyTextComesThrough() throws Exception {
    JunitReport report = new JunitReport();
    String odd = "a<b>&\"c\" ]]> \u0001\uD800 \uD83D\uDE00";
    report.addFailed(new Case("v5", List.of(), odd, Granularity.LOCK), "first\n  second \u001b[1m");
    ReportTestCase test = read(report.text()).get(0).getTestCases().get(0);
    assertThat(test.getName()).isEqualTo("a<b>&\"c\" ]]> \uFFFD\uFFFD \uD83D\uDE00");
    assertThat(test.getFailureMessage()).isEqualTo("first; second \uFFFD[1m");
    assertThat(test.getFailureDetail()).contains("first\n  second");
  }
}
