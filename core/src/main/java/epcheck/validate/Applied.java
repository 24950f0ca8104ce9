package epcheck.validate;

import epcheck.explore.Explorer;
import epcheck.explore.ModelError;
import epcheck.explore.Options;
import epcheck.explore.Schedule;
import epcheck.revision.Patch;
import epcheck.revision.Revision;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import java.util.List;

/** Patches on a revision that fit it and each other, and of which a driver can be built. */
public final class Applied {
  /** Every revision can run it. */
  private static final String SCENARIO = "close-vs-reclaim";

  private Applied() {}

  /**
   * Applies one after the other.
   *
   * @throws BadProposal if one does not fit the revision or those before it, or does not come to an
   *     end while the driver is built
   */
  public static Revision on(Revision base, List<? extends Patch> patches) throws BadProposal {
    Revision applied = base;
    for (Patch patch : patches) {
      String misfit = patch.misfit(applied);
      if (!misfit.isEmpty()) {
        throw new BadProposal(shownAs(patch) + ": " + misfit);
      }
      applied = patch.on(applied);
      build(applied, patch);
    }
    return applied;
  }

  private static String shownAs(Patch patch) {
    return patch instanceof Proposal proposal ? proposal.file() : patch.name();
  }

  private static void build(Revision revision, Patch last) throws BadProposal {
    ScenarioModel model = new ScenarioModel(ShippedScenarios.load(SCENARIO), revision);
    try {
      Patience.USUAL.with(
          () -> new Explorer(model, Options.DEFAULT).replay(new Schedule(List.of(), List.of())));
    } catch (ModelError e) {
      List<Proposal> mine = last instanceof Proposal proposal ? List.of(proposal) : List.of();
      throw new BadProposal(new Failure(e, mine).inWords("while the driver is built"), e);
    }
  }
}
