package epcheck.validate;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.report.Case;
import epcheck.report.Checked;
import epcheck.report.Paint;
import epcheck.revision.Patch;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import epcheck.validate.SectionDifference.Sense;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is removed, added and left, and what is concluded from that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DifferenceTest {
  private static final Revision MAINLINE = Revisions.named("mainline").orElseThrow();
  private static final Patch MMPUT = Revisions.patchNamed("mmput-in-srcu").orElseThrow();

  private static Checked checked(String scenario, Patch... patches) {
    Revision driver = MAINLINE;
    for (Patch patch : patches) {
      driver = patch.on(driver);
    }
    Verdict verdict =
        new Explorer(
                new ScenarioModel(ShippedScenarios.load(scenario), driver),
                Options.DEFAULT.withoutMinimizing())
            .run(Progress.NONE);
    List<String> names = Stream.of(patches).map(Patch::name).toList();
    return new Checked(
        new Case("mainline", names, scenario, Granularity.LOCK), verdict, true, false);
  }

  private static Checked unfinished(Checked whole) {
    Verdict v = whole.verdict();
    Verdict part =
        new Verdict(
            false,
            "the budget ran out",
            List.of(),
            v.races(),
            v.scheduledCells(),
            v.lockOrder(),
            v.sections(),
            v.reached(),
            v.statistics());
    return new Checked(whole.what(), part, true, false);
  }

  private static Difference difference(ScenarioDifference... scenarios) {
    return new Difference(
        new Change("mainline", List.of(MMPUT)), List.of(scenarios), List.of("other"));
  }

  private static List<String> lines(Difference difference) {
    return new DifferenceReport(100, false, Paint.PLAIN).lines(difference);
  }

  private final Checked good = checked("close-vs-reclaim");
  private final Checked bad = checked("close-vs-reclaim", MMPUT);

  @Test
  void whatOnlyTheChangedDriverBreaksIsNew() {
    Difference worse = difference(new ScenarioDifference(good, bad));
    assertThat(worse.scenarios().get(0).added()).isNotEmpty();
    assertThat(worse.result()).isEqualTo(Difference.Result.VIOLATED);
    assertThat(worse.conclusion()).contains("removes no violation, adds ", ", leaves none");
    assertThat(worse.lockOrder().newEdges()).isNotEmpty();
    assertThat(lines(worse)).contains("left out, for they take long: other (--all runs them, too)");
  }

  @Test
  void whatOnlyTheOldDriverBreaksIsGone() {
    Difference better = difference(new ScenarioDifference(bad, good));
    assertThat(better.result()).isEqualTo(Difference.Result.CLEAN);
    assertThat(better.conclusion()).endsWith("adds none, leaves none: close-vs-reclaim is proved");
    assertThat(better.lockOrder().goneCycles())
        .hasSameSizeAs(difference(new ScenarioDifference(good, bad)).lockOrder().newCycles());
    assertThat(lines(better)).anyMatch(line -> line.contains("   - deadlock in "));
  }

  @Test
  void whatBothBreakIsLeft() {
    Difference same = difference(new ScenarioDifference(bad, bad));
    assertThat(same.scenarios().get(0).left()).isNotEmpty();
    assertThat(same.result()).isEqualTo(Difference.Result.VIOLATED);
    assertThat(same.conclusion()).contains("removes no violation, adds none, leaves ");
    assertThat(lines(same)).anyMatch(line -> line.startsWith("lock order: as before, "));
  }

  @Test
  void whatDidNotShowInASearchThatDidNotSeeAllIsNotRemoved() {
    Difference unknown = difference(new ScenarioDifference(bad, unfinished(good)));
    assertThat(unknown.scenarios().get(0).removed()).isEmpty();
    assertThat(unknown.scenarios().get(0).notSeen()).isNotEmpty();
    assertThat(unknown.result()).isEqualTo(Difference.Result.INCONCLUSIVE);
    assertThat(unknown.conclusion())
        .contains("does not show ", "inconclusive, since close-vs-reclaim was not covered");
    assertThat(lines(unknown)).anyMatch(line -> line.contains("   ? deadlock in "));
    assertThat(lines(unknown))
        .anyMatch(line -> line.startsWith("? cycle ") && line.endsWith(", not seen again"))
        .noneMatch(line -> line.startsWith("- "));
  }

  @Test
  void sectionsThatAreLongerNowAreToldAndThoseThatAreShorter() {
    Checked kill = checked("two-reclaimers");
    Difference more = difference(new ScenarioDifference(good, kill));
    assertThat(senses(more)).contains(Sense.LONGER);
    Difference less = difference(new ScenarioDifference(kill, good));
    assertThat(less.sections().changed())
        .hasSameSizeAs(more.sections().changed())
        .noneMatch(c -> c.sense() == Sense.UNKNOWN);
    assertThat(lines(difference(new ScenarioDifference(good, good))))
        .anyMatch(line -> line.startsWith("sections: as before, longest "));
  }

  @Test
  void lowerBoundsDoNotCompare() {
    Checked kill = checked("two-reclaimers");
    // At least as long as before, and it was shorter: longer. The other way round nobody knows.
    assertThat(senses(difference(new ScenarioDifference(good, unfinished(kill)))))
        .isSubsetOf(Sense.LONGER, Sense.UNKNOWN)
        .contains(Sense.LONGER);
    assertThat(senses(difference(new ScenarioDifference(unfinished(kill), good))))
        .isSubsetOf(Sense.SHORTER, Sense.UNKNOWN)
        .contains(Sense.SHORTER);
    Difference neither = difference(new ScenarioDifference(unfinished(good), unfinished(kill)));
    assertThat(senses(neither)).containsOnly(Sense.UNKNOWN);
    assertThat(lines(neither))
        .anyMatch(line -> line.startsWith("? "))
        .contains("  (N+: at least N)");
  }

  private static List<Sense> senses(Difference difference) {
    return difference.sections().changed().stream().map(SectionDifference.Changed::sense).toList();
  }

  @Test
  void aScenarioThatIsProvedTwiceIsALine() {
    Difference same = difference(new ScenarioDifference(good, good));
    assertThat(same.result()).isEqualTo(Difference.Result.CLEAN);
    assertThat(lines(same)).contains("close-vs-reclaim   proved  proved");
  }
}
