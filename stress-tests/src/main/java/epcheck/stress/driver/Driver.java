package epcheck.stress.driver;

import epcheck.kernel.Model;
import epcheck.revision.Patch;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.ScenarioException;
import epcheck.scenario.ScenarioFile;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;

/** The models of the tests in this package: a scenario, on a revision of the driver. */
final class Driver {
  private Driver() {}

  /**
   * @param yaml the scenario, as in a file of a user
   * @param patches shipped ones, on top of the revision
   */
  static Model of(String yaml, String revision, String... patches) {
    try {
      return new ScenarioModel(ScenarioFile.read("stress.yaml", yaml), on(revision, patches));
    } catch (ScenarioException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * @param name of the scenario, among those that core ships
   */
  static Model shipped(String name, String revision, String... patches) {
    return new ScenarioModel(ShippedScenarios.load(name), on(revision, patches));
  }

  private static Revision on(String name, String... patches) {
    Revision revision = Revisions.named(name).orElseThrow();
    for (String patch : patches) {
      revision = patch(patch).on(revision);
    }
    return revision;
  }

  private static Patch patch(String name) {
    return Revisions.patchNamed(name).orElseThrow();
  }
}
