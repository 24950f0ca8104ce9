package epcheck.ci;

import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Case;
import epcheck.report.CaseReport;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.DataRaceReport;
import epcheck.report.Figures;
import epcheck.report.Paint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;

/**
 * Verdicts as JUnit XML: a suite for each driver, a test for each scenario.
 *
 * <p>All violations of a case are one failure, with the console's text in it: most viewers show
 * only the first. A case that is inconclusive, or that cannot be explored, is an error and not
 * skipped: a viewer shows what is skipped in green, and nothing has been proved.
 */
public final class JunitReport implements CaseReport {
  private static final ConsoleReport TEXT =
      new ConsoleReport(ConsoleReport.WIDTH, false, Paint.PLAIN);

  /** How a test went wrong: an element, and what is in it. */
  private record Wrong(String element, String type, String message, List<String> text) {}

  private record Test(Case what, double seconds, Map<String, String> properties, Wrong wrong) {
    boolean is(String element) {
      return wrong != null && wrong.element.equals(element);
    }
  }

  private final Map<String, List<Test>> suites = new LinkedHashMap<>();

  @Override
  public void add(Checked checked) {
    Verdict.Statistics statistics = checked.verdict().statistics();
    Map<String, String> properties = properties(checked.what());
    properties.put("verdict", checked.result().name().toLowerCase(Locale.ROOT));
    properties.put("states", Long.toString(statistics.states()));
    properties.put("transitions", Long.toString(statistics.transitions()));
    properties.put("depth", Integer.toString(statistics.depth()));
    add(new Test(checked.what(), statistics.seconds(), properties, wrong(checked)));
  }

  @Override
  public void addFailed(Case what, String error) {
    Wrong wrong = new Wrong("error", "error", error, List.of(what + ": " + error));
    add(new Test(what, 0, properties(what), wrong));
  }

  private void add(Test test) {
    suites.computeIfAbsent(suite(test.what), name -> new ArrayList<>()).add(test);
  }

  /** Viewers take what stands before the last dot for a package. */
  private static String suite(Case what) {
    return "epcheck." + what.driver();
  }

  private static Map<String, String> properties(Case what) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("granularity", what.granularity().name().toLowerCase(Locale.ROOT));
    return properties;
  }

  private static Wrong wrong(Checked checked) {
    Verdict verdict = checked.verdict();
    return switch (checked.result()) {
      case PROVED -> null;
      case INCONCLUSIVE ->
          new Wrong("error", "inconclusive", verdict.incompleteBecause(), TEXT.verdict(checked));
      case VIOLATED ->
          new Wrong(
              "failure",
              verdict.violations().stream()
                  .map(violation -> violation.finding().oracle())
                  .findFirst()
                  .orElse("data-race"),
              message(verdict),
              TEXT.verdict(checked));
    };
  }

  private static String message(Verdict verdict) {
    List<Violation> violations = verdict.violations();
    if (violations.isEmpty()) {
      return Figures.count(DataRaceReport.of(verdict.races()).size(), "data race");
    }
    String names =
        violations.stream()
            .map(violation -> ConsoleReport.name(violation.finding()))
            .collect(Collectors.joining("; "));
    return violations.size() == 1 ? names : violations.size() + " violations: " + names;
  }

  @Override
  public String text() {
    try {
      Xml xml = new Xml();
      List<Test> all = suites.values().stream().flatMap(List::stream).toList();
      xml.begin("testsuites");
      xml.attribute("name", "epcheck");
      counts(xml, all);
      for (Map.Entry<String, List<Test>> suite : suites.entrySet()) {
        xml.begin("testsuite");
        xml.attribute("name", suite.getKey());
        counts(xml, suite.getValue());
        for (Test test : suite.getValue()) {
          write(xml, test);
        }
        xml.end();
      }
      xml.end();
      return xml.text();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void counts(Xml xml, List<Test> tests) throws XMLStreamException {
    xml.attribute("tests", Integer.toString(tests.size()));
    xml.attribute("failures", count(tests, "failure"));
    xml.attribute("errors", count(tests, "error"));
    xml.attribute("skipped", "0");
    xml.attribute("time", seconds(tests.stream().mapToDouble(Test::seconds).sum()));
  }

  private static String count(List<Test> tests, String element) {
    return Long.toString(tests.stream().filter(test -> test.is(element)).count());
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }

  private static void write(Xml xml, Test test) throws XMLStreamException {
    xml.begin("testcase");
    xml.attribute("name", test.what.scenario());
    xml.attribute("classname", suite(test.what));
    xml.attribute("time", seconds(test.seconds));
    xml.begin("properties");
    for (Map.Entry<String, String> property : test.properties.entrySet()) {
      xml.begin("property");
      xml.attribute("name", property.getKey());
      xml.attribute("value", property.getValue());
      xml.end();
    }
    xml.end();
    if (test.wrong != null) {
      xml.begin(test.wrong.element);
      xml.attribute("type", test.wrong.type);
      xml.attribute("message", test.wrong.message);
      xml.content(String.join("\n", test.wrong.text));
      xml.end();
    }
    xml.end();
  }
}
