package epcheck.report;

import epcheck.explore.GateLock;
import epcheck.explore.LockEdge;
import epcheck.explore.LockUnion;
import epcheck.explore.TakenLock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A lock order as a graph for Graphviz: an edge leads from what is held to what is acquired, and is
 * red if it is part of a cycle. It is dashed where a reader holds.
 */
public record LockGraph(String title, LockUnion order) {
  public List<String> lines() {
    List<LockEdge> red =
        order.circles().stream().flatMap(found -> found.circle().edges().stream()).toList();
    List<String> lines = new ArrayList<>();
    lines.add("digraph \"" + escaped(title) + "\" {");
    lines.add("  rankdir=LR;");
    lines.add("  node [shape=box, fontname=monospace];");
    lines.add("  edge [fontname=monospace, fontsize=10];");
    order.locks().forEach(lock -> lines.add("  " + node(lock.name()) + ";"));
    for (LockUnion.Row row : order.rows()) {
      LockEdge edge = row.edge();
      List<String> attributes = new ArrayList<>();
      attributes.add("label=\"" + LockdepName.verb(edge.acquired().use()) + "\"");
      if (!LockdepName.verb(edge.held().use()).equals("lock")) {
        attributes.add("style=dashed");
      }
      if (red.contains(edge)) {
        attributes.add("color=red, fontcolor=red");
      }
      attributes.add("edgetooltip=\"" + escaped(tooltip(row)) + "\"");
      lines.add(
          "  "
              + node(edge.held().lock().name())
              + " -> "
              + node(edge.acquired().lock().name())
              + " ["
              + String.join(", ", attributes)
              + "];");
    }
    lines.add("}");
    return lines;
  }

  private static String tooltip(LockUnion.Row row) {
    LockEdge edge = row.edge();
    List<GateLock> gates = edge.gates();
    return "held "
        + in(edge.held())
        + ", acquired "
        + in(edge.acquired())
        + ", "
        + row.model()
        + (gates.isEmpty()
            ? ""
            : ", gates "
                + gates.stream().map(g -> g.lock().name()).collect(Collectors.joining(", ")));
  }

  private static String in(TakenLock taken) {
    return "in " + taken.function() + "()";
  }

  private static String node(String name) {
    return "\"" + escaped(name) + "\"";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
