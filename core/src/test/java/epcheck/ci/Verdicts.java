package epcheck.ci;

import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.kernel.Model;
import epcheck.report.Case;
import epcheck.report.CaseReport;
import epcheck.report.Checked;
import epcheck.report.toy.CloseVsReclaim;
import epcheck.report.toy.LostUpdate;
import epcheck.report.toy.OomUnderLock;
import epcheck.report.toy.WrongVictim;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verdicts of every kind, whose figures never change. */
final class Verdicts {
  private static final Verdict.Statistics FIGURES =
      new Verdict.Statistics(1204, 2001, 3, 61, 4096, 1.5);

  /** As if the toys stood in the driver's files. */
  static final Places PLACES =
      new FixedPlaces(
          Map.of(
              "sgx_oom_encl", new Place("core/src/main/java/epcheck/sgx/OomKiller.java", 77),
              "sgx_epc_oom", new Place("core/src/main/java/epcheck/sgx/OomKiller.java", 90)));

  /** The same for every driver. */
  record FixedPlaces(Map<String, Place> functions) implements Places {
    @Override
    public Optional<Place> of(Case what, String function) {
      return Optional.ofNullable(functions.get(function));
    }

    @Override
    public Optional<Place> scenario(Case what) {
      return Optional.of(new Place("scenarios/" + what.scenario() + ".yaml", 1));
    }
  }

  private Verdicts() {}

  static Checked proved() {
    return of("v5", List.of(), "close-vs-reclaim", new CloseVsReclaim(true), false);
  }

  static Checked violated() {
    return of("v5", List.of("put-before-relist"), "last-page", new WrongVictim(), false);
  }

  static Checked cycle() {
    return of("v5", List.of(), "oom-vs-mmap", new OomUnderLock(), false);
  }

  static Checked raced(boolean counts) {
    return of("v5", List.of(), "race.yaml", new LostUpdate(false), counts);
  }

  static Checked inconclusive() {
    Verdict verdict = Verdict.unfinished("the budget of 60.0 s ran out", FIGURES);
    return new Checked(
        new Case("v5", List.of(), "two-killers", Granularity.LOCK), verdict, true, false);
  }

  /** All of them, and one without a verdict. */
  static <R extends CaseReport> R addedTo(R report) {
    List.of(proved(), cycle(), violated(), inconclusive(), raced(false)).forEach(report::add);
    report.addFailed(
        new Case("v5", List.of(), "broken.yaml", Granularity.LOCK), "the model hangs: | step 3");
    return report;
  }

  private static Checked of(
      String revision, List<String> patches, String scenario, Model model, boolean racesCount) {
    Verdict v = new Explorer(model, Options.DEFAULT).run(Progress.NONE);
    Verdict verdict =
        new Verdict(
            v.complete(),
            v.incompleteBecause(),
            v.violations(),
            v.races(),
            v.scheduledCells(),
            v.lockOrder(),
            v.sections(),
            v.reached(),
            FIGURES);
    Case what = new Case(revision, patches, scenario, Granularity.LOCK);
    return new Checked(what, verdict, true, racesCount);
  }
}
