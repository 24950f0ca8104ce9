package epcheck.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import epcheck.explore.LockUnion;
import epcheck.explore.SectionUnion;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Checked;
import epcheck.report.LockNodes;
import epcheck.report.Token;
import epcheck.revision.Patch;
import java.util.List;
import java.util.Locale;

/**
 * A difference for programs, version 1. Fields may be added to it; a field that is there keeps its
 * name and meaning.
 *
 * <pre>
 * version    1
 * against    the revision
 * patches[]  the one in question first: name, title, file ("" if it is shipped),
 *            overrides[] (of a file): function, method, line, called (in some execution)
 * result     clean | violated | inconclusive
 * conclusion a line
 * leftOut[]  scenarios that were not run
 * scenarios[]
 *   scenario, before, after (each: verdict, complete, incompleteBecause, states)
 *   added[], removed[], notSeen[], left[]
 *              violations: oracle, function, summary, steps, preemptions, token
 * lockOrder  newEdges[], goneEdges[]    as in the output of 'epcheck locks --format json'
 *            newCycles[], goneCycles[]
 * sections[] of the lock classes whose longest section is another one now: change (longer | shorter |
 *            unknown: lower bounds do not compare), before, after (as in the output of 'epcheck locks
 *            --format json', without the token; null if never held)
 * </pre>
 */
public record DifferenceJson(Difference difference) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** The report as text, with a newline at its end. */
  public String text() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("version", 1);
    root.put("against", difference.change().base());
    ArrayNode patches = root.putArray("patches");
    difference.change().patches().forEach(patch -> add(patches.addObject(), patch));
    root.put("result", lower(difference.result()));
    root.put("conclusion", difference.conclusion());
    difference.leftOut().forEach(root.putArray("leftOut")::add);
    ArrayNode scenarios = root.putArray("scenarios");
    difference.scenarios().forEach(s -> add(scenarios.addObject(), s));
    lockOrder(root.putObject("lockOrder"), difference.lockOrder());
    ArrayNode sections = root.putArray("sections");
    difference.sections().changed().forEach(s -> section(sections.addObject(), s));
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(ObjectNode node, Patch patch) {
    node.put("name", patch.name());
    node.put("title", patch.title());
    node.put("file", patch instanceof Proposal proposal ? proposal.file() : "");
    if (patch instanceof Proposal proposal) {
      List<Overriding> never = difference.neverCalled();
      ArrayNode overrides = node.putArray("overrides");
      for (Overriding o : proposal.overrides()) {
        overrides
            .addObject()
            .put("function", o.function())
            .put("method", o.method())
            .put("line", o.line())
            .put("called", !never.contains(o));
      }
    }
  }

  private static void add(ObjectNode node, ScenarioDifference s) {
    node.put("scenario", s.scenario());
    add(node.putObject("before"), s.before());
    add(node.putObject("after"), s.after());
    violations(node.putArray("added"), s.added(), s.after());
    violations(node.putArray("removed"), s.removed(), s.before());
    violations(node.putArray("notSeen"), s.notSeen(), s.before());
    violations(node.putArray("left"), s.left(), s.after());
  }

  private static void add(ObjectNode node, Checked checked) {
    node.put("verdict", lower(checked.result()));
    node.put("complete", checked.verdict().complete());
    node.put("incompleteBecause", checked.verdict().incompleteBecause());
    node.put("states", checked.verdict().statistics().states());
  }

  private static void violations(ArrayNode array, List<Violation> violations, Checked checked) {
    for (Violation violation : violations) {
      String token = new Token(checked.what(), violation.schedule()).toString();
      array
          .addObject()
          .put("oracle", violation.finding().oracle())
          .put("function", violation.finding().site())
          .put("summary", violation.finding().text())
          .put("steps", violation.steps())
          .put("preemptions", violation.preemptions())
          .put("token", violation.hasNoSchedule() ? "" : token);
    }
  }

  private static void lockOrder(ObjectNode node, LockOrderDifference order) {
    edges(node.putArray("newEdges"), order.newEdges());
    edges(node.putArray("goneEdges"), order.goneEdges());
    cycles(node.putArray("newCycles"), order.newCycles());
    cycles(node.putArray("goneCycles"), order.goneCycles());
  }

  private static void edges(ArrayNode array, List<LockUnion.Row> rows) {
    for (LockUnion.Row row : rows) {
      ObjectNode node = array.addObject();
      LockNodes.add(node, row.edge());
      row.byModel().keySet().forEach(node.putArray("scenarios")::add);
    }
  }

  private static void cycles(ArrayNode array, List<LockUnion.Circle> circles) {
    for (LockUnion.Circle circle : circles) {
      ObjectNode node = array.addObject();
      LockNodes.add(node, circle.circle());
      node.put("scenario", circle.model());
    }
  }

  private static void section(ObjectNode node, SectionDifference.Changed section) {
    node.put("change", lower(section.sense()));
    section(node, "before", section.before());
    section(node, "after", section.after());
  }

  private static void section(ObjectNode node, String field, SectionUnion.Row row) {
    if (row == null) {
      node.putNull(field);
    } else {
      LockNodes.add(node.putObject(field), row);
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
