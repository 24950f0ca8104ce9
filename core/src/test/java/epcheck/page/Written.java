package epcheck.page;

import epcheck.explore.Explorer;
import epcheck.explore.Granularity;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.explore.Verdict;
import epcheck.kernel.Model;
import epcheck.report.Case;
import epcheck.report.Checked;
import epcheck.revision.Revision;
import epcheck.revision.Revisions;
import epcheck.scenario.ScenarioModel;
import epcheck.scenario.ShippedScenarios;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Pages of verdicts, for tests. */
final class Written {
  private Written() {}

  static ScenarioModel shipped(String revision, String scenario) {
    Revision found = Revisions.named(revision).orElseThrow();
    return new ScenarioModel(ShippedScenarios.load(scenario), found);
  }

  static Checked check(String revision, String scenario, Model model) {
    Verdict verdict = new Explorer(model, Options.DEFAULT).run(Progress.NONE);
    Case what = new Case(revision, List.of(), scenario, Granularity.LOCK);
    return new Checked(what, verdict, true, false);
  }

  /** Explores the model, and writes its page and the index. */
  static Path page(Path folder, String revision, String scenario, Model model) throws IOException {
    Checked checked = check(revision, scenario, model);
    Pages pages = new Pages(folder, Options.DEFAULT);
    pages.add(checked, model);
    pages.writeIndex();
    return folder.resolve(Pages.fileName(checked.what()));
  }

  static Path shippedPage(Path folder, String revision, String scenario) throws IOException {
    return page(folder, revision, scenario, shipped(revision, scenario));
  }
}
