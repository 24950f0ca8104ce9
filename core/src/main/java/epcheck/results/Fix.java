package epcheck.results;

import epcheck.explore.Verdict.Violation;
import epcheck.report.ConsoleReport;
import epcheck.report.Token;
import epcheck.revision.Patch;
import epcheck.validate.Difference;
import epcheck.validate.ScenarioDifference;
import java.util.List;

/**
 * What a fix is good for.
 *
 * @param alone what it does to v5 by itself
 * @param without what breaks if it is left out of the set; null if nothing does
 */
public record Fix(Patch patch, Difference alone, Missed without) {
  /** A violation that comes of leaving a fix out. */
  public record Missed(String scenario, Violation violation, Token token) {
    String name() {
      return scenario + ": " + ConsoleReport.name(violation.finding());
    }
  }

  /** The scenarios in which it removes a violation. */
  List<ScenarioDifference> helped() {
    return alone.scenarios().stream().filter(s -> !s.removed().isEmpty()).toList();
  }

  long removed() {
    return alone.scenarios().stream().mapToLong(s -> s.removed().size()).sum();
  }

  long added() {
    return alone.scenarios().stream().mapToLong(s -> s.added().size()).sum();
  }
}
