package epcheck.results;

import epcheck.report.Checked;
import epcheck.report.Figures;
import epcheck.report.LockTable;
import epcheck.validate.ScenarioDifference;
import epcheck.validate.SectionDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * {@code results/fixes.md}: the fixes of v5, that each of v5-fixed is needed, and that together
 * they suffice.
 *
 * @param needed those of v5-fixed, in the order in which they are applied
 * @param others fixes that are not among them
 * @param fixed every scenario on v5-fixed
 */
public record FixesPage(List<Fix> needed, List<Fix> others, List<Checked> fixed) {
  /** The page, in Markdown. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Fixes of v5

        `v5-fixed` is v5 with the changes of the first table, %d in all. Each is a class of
        [core/src/main/java/epcheck/revision](../core/src/main/java/epcheck/revision), whose comment says what the
        kernel's diff would be. The set is sufficient: every scenario is proved with it, within the bounds of the
        scenario. And none of them can be left out: without it some scenario is violated. Another set of changes
        may do as well.

        The last column is what a fix costs by itself: new edges of the lock order, and lock classes whose
        longest section gets longer, in steps of the holder.

        """
            .formatted(needed.size()));
    table(text);
    others(text);
    sufficient(text);
    text.append("\n## Each fix alone\n");
    needed.forEach(fix -> alone(text, fix));
    others.forEach(fix -> alone(text, fix));
    return text.toString();
  }

  private void table(StringBuilder text) {
    text.append("| fix | alone on v5 | without it, v5-fixed has | costs |\n|---|---|---|---|\n");
    for (Fix fix : needed) {
      text.append(
          "| [%s](#%s) | %s | %s | %s |\n"
              .formatted(
                  fix.patch().name(),
                  fix.patch().name(),
                  effect(fix),
                  fix.without() == null ? "nothing" : fix.without().name(),
                  costs(fix)));
    }
  }

  private static String effect(Fix fix) {
    if (fix.removed() == 0) {
      return added(fix, "removes nothing");
    }
    String where =
        fix.helped().stream().map(ScenarioDifference::scenario).collect(Collectors.joining(", "));
    String removes = "removes " + Figures.count(fix.removed(), "violation") + " of " + where;
    return added(fix, removes);
  }

  private static String added(Fix fix, String removes) {
    return fix.added() == 0 ? removes : removes + "; adds " + fix.added();
  }

  private static String costs(Fix fix) {
    List<String> costs = new ArrayList<>();
    int edges = fix.alone().lockOrder().newEdges().size();
    if (edges > 0) {
      costs.add(Figures.count(edges, "lock edge"));
    }
    for (SectionDifference.Changed section : fix.alone().sections().changed()) {
      if (section.sense() == SectionDifference.Sense.LONGER) {
        int before = section.before() == null ? 0 : section.before().section().steps();
        costs.add(
            "%s %d -> %d"
                .formatted(
                    LockTable.name(section.row().section().taken()),
                    before,
                    section.row().section().steps()));
      }
    }
    return costs.isEmpty() ? "-" : String.join("; ", costs);
  }

  private void others(StringBuilder text) {
    text.append(
        """

        Fixes that are not in the set, since nothing is left for them to do:

        | fix | alone on v5 |
        |---|---|
        """);
    for (Fix fix : others) {
      text.append(
          "| [%s](#%s) | %s |\n".formatted(fix.patch().name(), fix.patch().name(), effect(fix)));
    }
  }

  private void sufficient(StringBuilder text) {
    text.append("\n## All of them together\n\n`epcheck check -r v5-fixed`\n\n");
    text.append("| scenario | verdict | states | depth |\n|---|---|---:|---:|\n");
    for (Checked checked : fixed) {
      text.append(
          "| %s | %s | %,d | %d |\n"
              .formatted(
                  checked.what().scenario(),
                  checked.result().name().toLowerCase(Locale.ROOT),
                  checked.verdict().statistics().states(),
                  checked.verdict().statistics().depth()));
    }
  }

  private static void alone(StringBuilder text, Fix fix) {
    String name = fix.patch().name();
    text.append("\n### ").append(name).append("\n");
    if (fix.without() != null) {
      text.append(
          "\nWithout it v5-fixed has %s, %d steps:\n\n    epcheck replay %s\n"
              .formatted(
                  fix.without().name(), fix.without().violation().steps(), fix.without().token()));
    }
    text.append("\n").append(Validated.block(name, fix.alone()));
  }
}
