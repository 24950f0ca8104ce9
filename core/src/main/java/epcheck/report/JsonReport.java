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
 * Verdicts for programs, version 1. Fields may be added to it; a field that is there keeps its name
 * and meaning.
 *
 * <pre>
 * version   1
 * verdicts  one for each case, in the order of the command line:
 *   revision, patches[], scenario, granularity (lock | access)
 *   verdict          proved | violated | inconclusive | error
 *   error            of an error: what is wrong; then nothing else follows
 *   search           states | traces
 *   complete         every interleaving was covered
 *   incompleteBecause  why not, or ""
 *   states, transitions, finalStates, depth, bytes, seconds
 *   collisionChance  that two states shared a fingerprint, so that one was not looked at
 *   scheduledCells[] variables that their locks do not cover, so that every access is a scheduling point
 *   reached[]        the events that happened in some execution
 *   violations[]     oracle, function ("" if it is the state that is wrong; of a
 *                    lock-order the classes of the locks), summary, stack[] (innermost first), steps,
 *                    preemptions, shortest (no schedule is shorter), follows ("oracle@function" of another violation
 *                    that comes earlier in the schedule, or ""), token (for epcheck replay; "" if no
 *                    schedule shows it, but all of them together), trace, and of a lock-order its cycle
 *   races[]          variable, first, second, each with task, write, marked, stack[]
 *   lockOrder[]      the edges of the lock order, in any execution; they and cycles are as in {@link LockNodes}
 *
 * trace     tasks[] (names) and steps[]:
 *   task             index into tasks
 *   call             the entry point that it is in
 *   events[]         op, object, statement, value (seen or written), before (what was there), stack[]
 *   held[]           the locks that the task holds after the step
 *   blockedOn        what it waits for after the step, or ""
 *   ends             the entry point returns
 *   preempts         the step switches away from a task that could have gone on
 * </pre>
 */
public final class JsonReport {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final ArrayNode verdicts;

  public JsonReport() {
    root.put("version", 1);
    verdicts = root.putArray("verdicts");
  }

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

  /** A case that has no verdict. */
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
  public String toString() {
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
