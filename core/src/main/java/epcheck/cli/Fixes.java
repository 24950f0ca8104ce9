package epcheck.cli;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.report.Case;
import epcheck.report.Token;
import epcheck.results.Fix;
import epcheck.results.FixesPage;
import epcheck.revision.Patch;
import epcheck.revision.Revisions;
import epcheck.revision.V5Fixed;
import epcheck.validate.Change;
import epcheck.validate.Difference;
import epcheck.validate.ScenarioDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out what each fix of v5 is good for. */
record Fixes(Validation validation) {
  private static final String BASE = "v5";

  /** Not in v5-fixed, but told of. */
  private static final List<String> OTHER_FIXES =
      List.of("rotate-victims", "one-kill-per-run", "css-tryget-continue");

  FixesPage page() throws BadInput {
    List<Fix> needed = new ArrayList<>();
    for (Patch patch : V5Fixed.fixes()) {
      Difference alone = validation.ofQuick(new Change(BASE, List.of(patch)));
      needed.add(new Fix(patch, alone, without(alone, patch)));
    }
    List<Fix> others = new ArrayList<>();
    for (String name : OTHER_FIXES) {
      Patch patch = Revisions.patchNamed(name).orElseThrow();
      others.add(new Fix(patch, validation.ofQuick(new Change(BASE, List.of(patch))), null));
    }
    return new FixesPage(needed, others, validation.allOf("v5-fixed"));
  }

  /** What breaks without a fix: first looked for where the fix helps by itself. */
  private static Fix.Missed without(Difference alone, Patch left) throws BadInput {
    List<String> names =
        V5Fixed.fixes().stream().map(Patch::name).filter(n -> !n.equals(left.name())).toList();
    List<String> scenarios = new ArrayList<>();
    alone.scenarios().stream()
        .filter(s -> !s.removed().isEmpty())
        .map(ScenarioDifference::scenario)
        .forEach(scenarios::add);
    List<String> rest = new ArrayList<>(new ShippedCatalog().scenariosFor(BASE, List.of()));
    rest.removeAll(scenarios);
    scenarios.addAll(rest);
    return missed(names, scenarios).orElse(null);
  }

  /** The first violation of v5 with these patches, in the order of the scenarios. */
  static Optional<Fix.Missed> missed(List<String> patches, List<String> scenarios) throws BadInput {
    Catalog catalog = new ShippedCatalog();
    for (String scenario : scenarios) {
      Optional<Verdict.Violation> found =
          new Explorer(catalog.subject(BASE, patches, scenario).model(), Options.DEFAULT)
              .find(finding -> true, Progress.NONE)
              .violation();
      if (found.isPresent()) {
        Case what = new Case(BASE, patches, scenario, Options.DEFAULT.granularity());
        Token token = new Token(what, found.get().schedule());
        return Optional.of(new Fix.Missed(scenario, found.get(), token));
      }
    }
    return Optional.empty();
  }
}
