package epcheck.cli;

import epcheck.explore.ModelError;
import epcheck.explore.Options;
import epcheck.report.Case;
import epcheck.report.Checked;
import epcheck.revision.Patch;
import epcheck.revision.Successor;
import epcheck.scenario.RecordedVerdicts;
import epcheck.validate.Change;
import epcheck.validate.Difference;
import epcheck.validate.Failure;
import epcheck.validate.ScenarioDifference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Explores scenarios before and after a change. What several changes start from is run once. */
final class Validation {
  private final Terminal terminal;
  private final Options options;
  private final boolean quiet;
  private final Map<Case, Checked> known = new HashMap<>();

  Validation(Terminal terminal, Options options, boolean quiet) {
    this.terminal = terminal;
    this.options = options;
    this.quiet = quiet;
  }

  /** Ends the run at the first search that fails: the others would, too. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Checks.Outcome outcome;

    Stopped(Checks.Outcome outcome) {
      super(null, outcome.error());
      this.outcome = outcome;
    }
  }

  /** Over all scenarios that are meant for both. */
  Difference ofAll(Change change) throws BadInput {
    return of(change, meantFor(change), List.of());
  }

  /** Over those that do not take long. */
  Difference ofQuick(Change change) throws BadInput {
    List<String> chosen = new ArrayList<>(meantFor(change));
    List<String> slow =
        catalog(change).recorded().stream()
            .filter(v -> v.slow() && v.revision().equals(change.base()) && v.patches().isEmpty())
            .map(RecordedVerdicts.Entry::scenario)
            .filter(chosen::contains)
            .toList();
    chosen.removeAll(slow);
    return of(change, chosen, slow);
  }

  /** Every scenario that is meant for a revision, the slow ones included. */
  List<Checked> allOf(String revision) throws BadInput {
    List<BadInput> unusable = new ArrayList<>();
    List<Checks.Job> jobs =
        new Selection(new ShippedCatalog(), List.of(revision), List.of(), List.of())
            .jobs(options, "", unusable);
    List<Checked> found = new ArrayList<>();
    new Checks(terminal, options, false, quiet).run(jobs, outcome -> found.add(outcome.checked()));
    return found;
  }

  /** Over these. */
  Difference of(Change change, List<String> scenarios) throws BadInput {
    return of(change, scenarios, List.of());
  }

  private static Catalog catalog(Change change) {
    return new ShippedCatalog(change.patches());
  }

  private static List<String> meantFor(Change change) throws BadInput {
    Catalog catalog = catalog(change);
    List<String> chosen = new ArrayList<>(catalog.scenariosFor(change.base(), List.of()));
    chosen.retainAll(catalog.scenariosFor(revisionAfter(change), List.of()));
    return chosen;
  }

  private static String revisionAfter(Change change) {
    return change.patches().stream()
        .filter(Successor.class::isInstance)
        .map(Patch::name)
        .findFirst()
        .orElse(change.base());
  }

  private static List<String> patchesAfter(Change change) {
    return change.patches().stream()
        .filter(patch -> !(patch instanceof Successor))
        .map(Patch::name)
        .toList();
  }

  private Difference of(Change change, List<String> chosen, List<String> leftOut) throws BadInput {
    List<Checks.Job> before = jobs(change, change.base(), List.of(), chosen);
    List<Checks.Job> after = jobs(change, revisionAfter(change), patchesAfter(change), chosen);
    run(before, after, change);
    List<ScenarioDifference> differences = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      differences.add(
          new ScenarioDifference(
              known.get(before.get(i).what()), known.remove(after.get(i).what())));
    }
    return new Difference(change, differences, leftOut);
  }

  private List<Checks.Job> jobs(
      Change change, String revision, List<String> patches, List<String> chosen) throws BadInput {
    List<BadInput> unusable = new ArrayList<>();
    List<Checks.Job> jobs =
        new Selection(catalog(change), List.of(revision), patches, chosen)
            .jobs(options, " with -s", unusable);
    if (!unusable.isEmpty()) {
      throw unusable.get(0);
    }
    return jobs;
  }

  /** Before and after in turn, so that a broken proposal is told soon. */
  private void run(List<Checks.Job> before, List<Checks.Job> after, Change change) throws BadInput {
    List<Checks.Job> jobs = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      jobs.add(after.get(i));
      if (!known.containsKey(before.get(i).what())) {
        jobs.add(before.get(i));
      }
    }
    try {
      new Checks(terminal, options, false, quiet)
          .run(
              jobs,
              outcome -> {
                if (outcome.error() != null) {
                  throw new Stopped(outcome);
                }
                known.put(outcome.job().what(), outcome.checked());
              });
    } catch (Stopped e) {
      throw failed(e.outcome, change);
    }
  }

  private static BadInput failed(Checks.Outcome outcome, Change change) {
    Throwable error = outcome.error();
    String where = outcome.job().what().toString();
    if (outcome.job().what().patches().isEmpty() && !(error instanceof ModelError)) {
      throw new IllegalStateException(error);
    }
    return new BadInput(new Failure(error, change.proposals()).inWords(where), error);
  }
}
