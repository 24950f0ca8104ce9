package epcheck.ci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import epcheck.explore.DataRace;
import epcheck.explore.Verdict;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Case;
import epcheck.report.CaseReport;
import epcheck.report.Checked;
import epcheck.report.ConsoleReport;
import epcheck.report.DataRaceReport;
import epcheck.report.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Verdicts as SARIF 2.1.0: a rule for each oracle, a result for each violation, at the method that
 * stands for the kernel function. Its code flow has a thread flow for each task, and the execution
 * order of a location is the number of its step. Cases without a verdict, and those that are
 * inconclusive, are notifications: they are about the run and not about the code.
 */
public final class SarifReport implements CaseReport {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final String DATA_RACE = "data-race";

  private final Map<String, String> descriptions;
  private final Places places;
  private final SarifLocations locations;
  private final List<ObjectNode> results = new ArrayList<>();
  private final ArrayNode notifications = JsonNodeFactory.instance.arrayNode();
  private boolean successful = true;

  /**
   * @param descriptions what each rule demands
   */
  public SarifReport(Map<String, String> descriptions, Places places) {
    this.descriptions = Map.copyOf(descriptions);
    this.places = places;
    this.locations = new SarifLocations(places);
  }

  @Override
  public void add(Checked checked) {
    Case what = checked.what();
    Verdict verdict = checked.verdict();
    verdict.violations().forEach(violation -> add(what, violation));
    for (DataRaceReport race : DataRaceReport.of(verdict.races())) {
      add(what, race, checked.racesCount() ? "error" : "note");
    }
    if (!verdict.complete()) {
      notify("warning", what + ": inconclusive: " + verdict.incompleteBecause());
    }
  }

  @Override
  public void addFailed(Case what, String error) {
    successful = false;
    notify("error", what + ": " + error);
  }

  private void notify(String level, String text) {
    ObjectNode node = notifications.addObject().put("level", level);
    node.putObject("message").put("text", text);
  }

  private void add(Case what, Violation violation) {
    String name = ConsoleReport.name(violation.finding());
    ObjectNode result = result(what, violation.finding().oracle(), violation.finding().key());
    result.put("level", "error");
    result.putObject("message").put("text", what + ": " + name + ": " + violation.finding().text());
    places
        .of(what, violation)
        .ifPresent(place -> locations.add(result.putArray("locations").addObject(), place));
    if (violation.circle() != null) {
      locations.circle(result.putArray("relatedLocations"), what, violation.circle());
    }
    ObjectNode properties = (ObjectNode) result.get("properties");
    properties.put("steps", violation.steps()).put("preemptions", violation.preemptions());
    if (!violation.hasNoSchedule()) {
      locations.flow(
          result.putArray("codeFlows").addObject().putArray("threadFlows"), what, violation);
      properties.put("token", new Token(what, violation.schedule()).toString());
    }
  }

  private void add(Case what, DataRaceReport race, String level) {
    ObjectNode result = result(what, DATA_RACE, race.title());
    result.put("level", level);
    result.putObject("message").put("text", what + ": " + race.title() + ": " + race.variables());
    List<DataRace.Access> accesses = race.accesses();
    places
        .innermost(what, accesses.get(0).stack())
        .ifPresent(place -> locations.add(result.putArray("locations").addObject(), place));
    locations.accesses(result.putArray("relatedLocations"), what, accesses);
  }

  /**
   * A result without its places.
   *
   * @param key tells it from others of its case, whatever becomes of the code around it
   */
  private ObjectNode result(Case what, String rule, String key) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    results.add(result);
    result.put("ruleId", rule);
    String identity = what + " / " + key;
    // The first is for us; the second is the one that GitHub knows, by which it would else take the
    // same violation of two scenarios for one.
    result
        .putObject("partialFingerprints")
        .put("epcheckViolation/v1", identity)
        .put("primaryLocationLineHash", Fingerprint.of(identity) + ":1");
    ObjectNode properties = result.putObject("properties");
    properties.put("revision", what.revision());
    what.patches().forEach(properties.putArray("patches")::add);
    properties.put("scenario", what.scenario());
    return result;
  }

  @Override
  public String text() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    root.put("version", "2.1.0");
    ObjectNode run = root.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "epcheck");
    List<String> rules = results.stream().map(r -> r.get("ruleId").asText()).distinct().toList();
    ArrayNode described = driver.putArray("rules");
    rules.forEach(rule -> describe(described.addObject(), rule));
    run.putObject("originalUriBaseIds")
        .putObject(SarifLocations.ROOT)
        .putObject("description")
        .put("text", "the root of epcheck's repository");
    ObjectNode invocation = run.putArray("invocations").addObject();
    invocation.put("executionSuccessful", successful);
    invocation.set("toolExecutionNotifications", notifications);
    ArrayNode array = run.putArray("results");
    for (ObjectNode result : results) {
      result.put("ruleIndex", rules.indexOf(result.get("ruleId").asText()));
      array.add(result);
    }
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void describe(ObjectNode node, String rule) {
    String text = descriptions.getOrDefault(rule, rule.replace('-', ' '));
    node.put("id", rule);
    node.putObject("shortDescription").put("text", text);
    node.putObject("defaultConfiguration").put("level", rule.equals(DATA_RACE) ? "note" : "error");
  }
}
