package epcheck.ci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import epcheck.explore.DataRace;
import epcheck.explore.LockCircle;
import epcheck.explore.LockEdge;
import epcheck.explore.Trace;
import epcheck.explore.Verdict.Violation;
import epcheck.report.Case;
import epcheck.report.Statements;
import java.util.List;

/** Where something happens, in SARIF: a line, a kernel function, and what happens there. */
record SarifLocations(Places places) {
  /** What paths are relative to. */
  static final String ROOT = "SRCROOT";

  void add(ObjectNode location, Place place) {
    ObjectNode physical = location.putObject("physicalLocation");
    physical.putObject("artifactLocation").put("uri", place.file()).put("uriBaseId", ROOT);
    physical.putObject("region").put("startLine", place.line());
  }

  private void add(ObjectNode location, Case what, List<String> stack, String text) {
    places.innermost(what, stack).ifPresent(place -> add(location, place));
    if (!stack.isEmpty()) {
      location
          .putArray("logicalLocations")
          .addObject()
          .put("name", stack.get(0))
          .put("kind", "function");
    }
    location.putObject("message").put("text", text);
  }

  void accesses(ArrayNode related, Case what, List<DataRace.Access> accesses) {
    for (DataRace.Access access : accesses) {
      String text = access.task() + (access.write() ? " writes" : " reads");
      add(related.addObject(), what, access.stack(), text);
    }
  }

  void circle(ArrayNode related, Case what, LockCircle circle) {
    for (LockEdge edge : circle.edges()) {
      String text =
          "takes " + edge.acquired().lock().name() + " with " + edge.held().lock().name() + " held";
      add(related.addObject(), what, edge.acquired().stack(), text);
    }
  }

  /** A thread flow for each task that takes part, in the order in which they begin. */
  void flow(ArrayNode threadFlows, Case what, Violation violation) {
    Trace trace = violation.trace();
    trace.steps().stream()
        .map(Trace.Step::task)
        .distinct()
        .forEach(task -> flow(threadFlows.addObject(), what, trace, task));
  }

  private void flow(ObjectNode threadFlow, Case what, Trace trace, int task) {
    threadFlow.put("id", trace.tasks().get(task));
    ArrayNode array = threadFlow.putArray("locations");
    for (int i = 0; i < trace.steps().size(); i++) {
      Trace.Step step = trace.steps().get(i);
      if (step.task() == task) {
        ObjectNode node = array.addObject();
        List<String> stack = step.events().isEmpty() ? List.of() : step.events().get(0).stack();
        add(node.putObject("location"), what, stack, told(step));
        node.put("nestingLevel", stack.size());
        node.put("executionOrder", i + 1);
      }
    }
  }

  private static String told(Trace.Step step) {
    List<String> statements = Statements.texts(step);
    return statements.isEmpty() ? step.call() : String.join("; ", statements);
  }
}
