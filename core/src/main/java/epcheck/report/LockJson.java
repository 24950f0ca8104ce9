package epcheck.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import epcheck.explore.LockUnion;
import epcheck.explore.SectionUnion;
import java.util.List;

/**
 * A lock order for programs, version 1. Fields may be added to it; a field that is there keeps its
 * name and meaning.
 *
 * <pre>
 * version   1
 * revision, patches[], scenarios[] (those that were explored)
 * complete  every interleaving of all of them was covered
 * edges[]   as in {@link LockNodes}, and scenarios[]: those in which it is taken
 * cycles[]  as in {@link LockNodes}, and scenario: the first one that has all of it, or ""
 * sections[] the longest of each lock class, readers apart, as in {@link LockNodes}, the longest
 *            first; and token: of a schedule that ends where it ends
 * </pre>
 *
 * @param cases what was explored: a revision, in any scenarios
 */
public record LockJson(List<Case> cases, boolean complete, LockUnion order) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public LockJson {
    cases = List.copyOf(cases);
  }

  /** The report as text, with a newline at its end. */
  public String text() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("version", 1);
    root.put("revision", cases.get(0).revision());
    cases.get(0).patches().forEach(root.putArray("patches")::add);
    cases.stream().map(Case::scenario).forEach(root.putArray("scenarios")::add);
    root.put("complete", complete);
    ArrayNode edges = root.putArray("edges");
    for (LockUnion.Row row : order.rows()) {
      ObjectNode node = edges.addObject();
      LockNodes.add(node, row.edge());
      row.byModel().keySet().forEach(node.putArray("scenarios")::add);
    }
    ArrayNode cycles = root.putArray("cycles");
    for (LockUnion.Circle found : order.circles()) {
      ObjectNode node = cycles.addObject();
      LockNodes.add(node, found.circle());
      node.put("scenario", found.model());
    }
    ArrayNode sections = root.putArray("sections");
    for (SectionUnion.Row row : order.sections().rows()) {
      ObjectNode node = sections.addObject();
      LockNodes.add(node, row);
      node.put("token", token(row));
    }
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String token(SectionUnion.Row row) {
    return cases.stream()
        .filter(what -> what.scenario().equals(row.model()))
        .map(what -> new Token(what, row.section().schedule()).toString())
        .findFirst()
        .orElse("");
  }
}
