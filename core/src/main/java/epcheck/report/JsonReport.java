package epcheck.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import epcheck.explore.DataRace;
import epcheck.explore.Finding;
import epcheck.explore.Trace;
import epcheck.explore.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * Verdicts for programs, version 1. {@code schema/check.json} tells each field. Fields may be
 * added; a field that is there keeps its name and meaning.
 */
public final class JsonReport implements CaseReport {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final ArrayNode verdicts;

  public JsonReport() {
    root.put("version", 1);
    verdicts = root.putArray("verdicts");
  }

  @Override
  public void add(Checked checked) {
    Verdict verdict = checked.verdict();
    ObjectNode node = begin(checked.what());
    node.put("search", checked.statesMatched() ? "states" : "traces");
    node.put("verdict", lower(checked.result()));
    node.put("complete", verdict.complete());
    node.put("incompleteBecause", verdict.incompleteBecause());
    Verdict.Statistics statistics = verdict.statistics();
    node.put("states", statistics.states());
    node.put("transitions", statistics.transitions());
    node.put("finalStates", statistics.finalStates());
    node.put("depth", statistics.depth());
    node.put("bytes", statistics.bytes());
    node.put("seconds", statistics.seconds());
    node.put("collisionChance", checked.statesMatched() ? statistics.collisionChance() : 0);
    strings(node.putArray("scheduledCells"), verdict.scheduledCells());
    strings(node.putArray("reached"), verdict.reached());
    ArrayNode violations = node.putArray("violations");
    for (Verdict.Violation violation : verdict.violations()) {
      add(violations.addObject(), checked.what(), violation);
    }
    ArrayNode races = node.putArray("races");
    for (DataRace race : verdict.races()) {
      ObjectNode object = races.addObject();
      object.put("variable", race.variable());
      add(object.putObject("first"), race.first());
      add(object.putObject("second"), race.second());
    }
    ArrayNode lockOrder = node.putArray("lockOrder");
    verdict.lockOrder().forEach(edge -> LockNodes.add(lockOrder.addObject(), edge));
  }

  @Override
  public void addFailed(Case what, String error) {
    begin(what).put("verdict", "error").put("error", error);
  }

  private ObjectNode begin(Case what) {
    ObjectNode node = verdicts.addObject();
    node.put("revision", what.revision());
    strings(node.putArray("patches"), what.patches());
    node.put("scenario", what.scenario());
    node.put("granularity", lower(what.granularity()));
    return node;
  }

  private static void add(ObjectNode node, Case what, Verdict.Violation violation) {
    Finding finding = violation.finding();
    node.put("oracle", finding.oracle());
    node.put("function", finding.site());
    node.put("summary", finding.text());
    strings(node.putArray("stack"), finding.stack());
    node.put("steps", violation.steps());
    node.put("preemptions", violation.preemptions());
    node.put("shortest", violation.shortest());
    node.put("follows", violation.follows());
    String token = new Token(what, violation.schedule()).toString();
    node.put("token", violation.hasNoSchedule() ? "" : token);
    add(node.putObject("trace"), violation.trace());
    if (violation.circle() != null) {
      LockNodes.add(node.putObject("cycle"), violation.circle());
    }
  }

  private static void add(ObjectNode node, Trace trace) {
    strings(node.putArray("tasks"), trace.tasks());
    ArrayNode steps = node.putArray("steps");
    for (Trace.Step step : trace.steps()) {
      ObjectNode object = steps.addObject();
      object.put("task", step.task());
      object.put("call", step.call());
      ArrayNode events = object.putArray("events");
      for (Trace.Event event : step.events()) {
        ObjectNode e = events.addObject();
        e.put("op", event.op());
        e.put("object", event.object());
        e.put("statement", event.statement());
        e.put("value", event.value());
        e.put("before", event.before());
        strings(e.putArray("stack"), event.stack());
      }
      strings(object.putArray("held"), step.held());
      object.put("blockedOn", step.blockedOn());
      object.put("ends", step.ends());
      object.put("preempts", step.preempts());
    }
  }

  private static void add(ObjectNode node, DataRace.Access access) {
    node.put("task", access.task());
    node.put("write", access.write());
    node.put("marked", access.marked());
    strings(node.putArray("stack"), access.stack());
  }

  private static void strings(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The report as text, with a newline at its end. */
  @Override
  public String text() {
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
