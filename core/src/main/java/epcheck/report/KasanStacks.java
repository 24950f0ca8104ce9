package epcheck.report;

import epcheck.explore.Finding;
import epcheck.explore.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * The three call chains of a KASAN report: where a dead object is used, where it was freed, where
 * it came from.
 */
final class KasanStacks {
  private KasanStacks() {}

  /** The report, or nothing if the finding is not about an object that was freed. */
  static List<String> lines(Trace trace, Finding finding, int width) {
    boolean memory =
        finding.oracle().startsWith("use-after") || finding.oracle().equals("double-free");
    String freed = memory ? freedObject(trace, finding) : "";
    if (freed.isEmpty() || trace.steps().isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    boolean twice = finding.oracle().equals("double-free");
    int last = trace.steps().size() - 1;
    lines.add(
        "BUG: KASAN: "
            + (twice ? "double-free" : "slab-use-after-free")
            + (finding.function().isEmpty() ? "" : " in " + finding.function())
            + ", object "
            + freed);
    add(lines, twice ? "Freed again by" : "Used by", trace, last, finding.stack(), width);
    String alloc = "";
    for (int i = 0; i <= last; i++) {
      for (Trace.Event event : trace.steps().get(i).events()) {
        if (event.op().equals("KFREE") && event.object().equals(freed)) {
          add(lines, "Freed by", trace, i, event.stack(), width);
        } else if (event.op().equals("KZALLOC") && event.value().equals(freed)) {
          add(lines, "Allocated by", trace, i, event.stack(), width);
          alloc = event.value();
        }
      }
    }
    boolean unnamed =
        trace.steps().stream()
            .flatMap(step -> step.events().stream())
            .anyMatch(event -> event.op().equals("KZALLOC") && event.value().isEmpty());
    if (alloc.isEmpty() && !unnamed) {
      lines.add("Allocated before the scenario starts");
    }
    return lines;
  }

  private static String freedObject(Trace trace, Finding finding) {
    String found = "";
    for (Trace.Step step : trace.steps()) {
      for (Trace.Event event : step.events()) {
        if (event.op().equals("KFREE") && mentions(finding.text(), event.object())) {
          found = event.object();
        }
      }
    }
    return found;
  }

  private static boolean mentions(String text, String struct) {
    return Names.mentions(text, struct) || text.contains(struct + "->");
  }

  private static void add(
      List<String> lines, String what, Trace trace, int step, List<String> stack, int width) {
    Trace.Step at = trace.steps().get(step);
    String head =
        String.format(
            "%s %s, step %d, %s", what, trace.tasks().get(at.task()), step + 1, at.call());
    lines.addAll(Paragraph.wrap(head + ":", width, "  "));
    if (!stack.isEmpty()) {
      String chain = String.join("() <- ", stack) + "()";
      Paragraph.wrap(chain, width - 2, "  ").forEach(line -> lines.add("  " + line));
    }
  }
}
